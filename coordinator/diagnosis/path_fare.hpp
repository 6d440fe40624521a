#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/finished_path.hpp"

#include <optional>

namespace oakprobe::diagnosis {

// What became of a path, as far as that may say something of others on the same way.
struct PathFare {
  Status status{};
  std::optional<Cause> cause;
  SegmentSet where;
  // Who refused it, if that is neither end: PathBook::dialled_sender() for the dialled address.
  std::optional<IpAddress> router;

  friend bool operator==(const PathFare&, const PathFare&) = default;
};

[[nodiscard]] PathFare fare_of(const PathState& path);

// A cause of this kind may be that of a whole scope: a node, a network, a port.
[[nodiscard]] bool has_scope(const PathFare& trouble);
// So, whichever port is dialled: filters and routes are like that, what listens is not.
[[nodiscard]] bool is_of_any_port(const PathFare& trouble);

// If the trouble were the whole scope's, a path of it could not have fared like this: it works, or
// came farther, or the very place did something else with it.
[[nodiscard]] bool contradicts(const PathFare& trouble, const PathFare& other);
// It was stopped before it came to where the trouble is, and so says nothing of it.
[[nodiscard]] bool hides(const PathFare& other, const PathFare& trouble);

}  // namespace oakprobe::diagnosis
