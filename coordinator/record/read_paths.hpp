#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/record/plain.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::record {

// Of all paths of a report: 10,000 workers dial each other.
inline constexpr std::size_t paths_max = 100'000'000;

// Takes the elements of a record's list "paths" (write_paths.hpp) into a check whose nodes and
// flows are known. Nothing is trusted: a path comes behind all before it, and a state is one that
// can be.
class PathReader {
 public:
  // Both outlive it.
  PathReader(diagnosis::FinishedCheck& check, const NodeNames& names)
      : check_(check), names_(names) {}

  // What is wrong with the element, or nullopt.
  [[nodiscard]] std::optional<std::string> accept(const Json& piece);

 private:
  struct End {
    NodeId target{};
    diagnosis::PathEnd end;
  };

  [[nodiscard]] bool accept_flow(Reading& reading, const Json& id);
  [[nodiscard]] bool accept_end(Reading& reading, const Json& piece);
  [[nodiscard]] bool accept_state(Reading& reading, const Json& piece);
  [[nodiscard]] bool accept_source(Reading& reading, const Json& piece);
  // `times`: codes of the paths from the run's first on, or none; those of the run are taken away.
  [[nodiscard]] bool accept_run(
      Reading& reading, const Json& run, NodeId source, std::span<const std::uint8_t>& times
  );
  [[nodiscard]] bool add(
      Reading& reading,
      const End& end,
      const diagnosis::PathState& state,
      NodeId source,
      std::optional<evidence::RoundTrip> time
  );

  diagnosis::FinishedCheck& check_;
  const NodeNames& names_;
  std::optional<FlowId> flow_;
  std::vector<End> ends_;                     // of the flow
  std::vector<diagnosis::PathState> states_;  // of the source that comes next
  std::vector<bool> looked_;                  // of each of them: has a look, and a path has it
};

}  // namespace oakprobe::record
