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

  PathBook::Edit path(FlowId flow, const char* source, const char* target, Verdict verdict);
  FinishedNode& node(const char* name);

  FinishedCheck check;
};

// Calls change(path) for every path of the book.
template <class Change>
void change_all(PathBook& paths, const Change& change) {
  for (std::size_t at = 0; at < paths.size(); ++at) change(*paths.edit(at));
}

[[nodiscard]] Verdict verdict_of(
    Status status,
    std::optional<Cause> cause = std::nullopt,
    SegmentSet where = {},
    const char* message = "It is so.",
    const char* fix = ""
);

}  // namespace oakprobe::diagnosis::test
