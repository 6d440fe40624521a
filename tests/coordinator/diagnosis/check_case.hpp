#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <initializer_list>
#include <string>
#include <vector>

namespace oakprobe::diagnosis::test {

// A finished check of named nodes, built path by path.
class CheckCase {
 public:
  explicit CheckCase(std::initializer_list<const char*> names);

  // The flow's position; udp flows go to 50103, tcp flows to the given port.
  FlowId flow(const char* id, Protocol protocol, std::uint16_t port);

  PathBook::Edit path(FlowId flow, const char* source, const char* target, Judgement verdict);
  FinishedNode& node(const char* name);

  FinishedCheck check;
};

// Calls change(path) for every path of the book.
template <class Change>
void change_all(PathBook& paths, const Change& change) {
  for (std::size_t at = 0; at < paths.size(); ++at) change(*paths.edit(at));
}

// Of a path that nobody told of, unless it is open: "w1's agent told of no attempt to dial w2 (…)."
[[nodiscard]] Judgement verdict_of(
    Status status, std::optional<Cause> cause = std::nullopt, SegmentSet where = {}
);

// The same of three silent attempts: the fix follows from the segments.
[[nodiscard]] Judgement silence_of(Status status, Cause cause, SegmentSet where);

// It follows from a finding of one of the path's ends.
[[nodiscard]] Judgement found(Judgement judgement, bool at_target, std::uint16_t position = 0);

}  // namespace oakprobe::diagnosis::test
