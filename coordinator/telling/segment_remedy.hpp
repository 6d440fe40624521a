#pragma once

#include "base/protocol.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "coordinator/telling/nouns.hpp"
#include "evidence/firewall_tool.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::telling {

// Whom a remedy speaks to; a group of paths says "the sources" or "the targets".
struct RemedyScope {
  std::string source;
  std::string target;
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;         // as dialled
  std::uint16_t listen_port = 0;  // as bound on the target
  // Of one path, as the network between them sees them; empty: not known, or of several.
  std::string source_address{};
  std::string target_address{};
  std::optional<evidence::FirewallTool> target_tool{};
};

// The next step for a filter or a fault in any of the segments, the likeliest first: the target's
// firewall, the network, the source's. Empty for an empty set.
[[nodiscard]] std::string remedy_by_segment(SegmentSet where, const RemedyScope& scope);

}  // namespace oakprobe::telling
