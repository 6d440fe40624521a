#pragma once

#include "base/protocol.hpp"
#include "coordinator/diagnosis/joined_fate.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/verdict.hpp"

#include <cstdint>
#include <string>

namespace oakprobe::diagnosis {

// Whom a remedy speaks to; a group of paths says "the sources" or "the targets".
struct RemedyScope {
  std::string source;
  std::string target;
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;         // as dialled
  std::uint16_t listen_port = 0;  // as bound on the target
};

// The next step for a filter or a fault in any of the segments, the likeliest first: the target's
// firewall, the network, the source's. Empty for an empty set.
[[nodiscard]] std::string remedy_by_segment(SegmentSet where, const RemedyScope& scope);

// True where the cause's remedy follows from the segments alone, so that a group can be told its
// own; the others depend on one path's evidence.
[[nodiscard]] bool is_remedied_by_segment(Cause cause);

// Loss that goes by source port.
[[nodiscard]] std::string dead_member_remedy(const Names& names);

// Which rules to look at where the target's own lead its port elsewhere.
[[nodiscard]] std::string redirection_remedy(const Names& names);

[[nodiscard]] RemedyScope scope_of(const Scene& scene);

// What to change, for a path whose attempts failed like this.
[[nodiscard]] std::string remedy_of(const Scene& scene, const JoinedFate& joined);

}  // namespace oakprobe::diagnosis
