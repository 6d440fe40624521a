#pragma once

#include "base/described_enum.hpp"
#include "coordinator/firewall/needed_rules.hpp"
#include "evidence/exposure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// What nodes let in, held against what they must let in and nothing else: `--against`
// (docs/firewall.md).
namespace oakprobe::firewall {

// What its agent told of a node that has rules.
struct SeenNode {
  std::optional<evidence::Exposure> exposure;
  std::string trouble;  // why there is none

  friend bool operator==(const SeenNode&, const SeenNode&) = default;
};

// What the agent of a node is asked, a need for each of its rules, in their order. The sources are
// where packets of the set come from (a node's `bind`, else its `address`), over the family that is
// dialled, without the node itself; of a longer list than need_sources_max the first.
[[nodiscard]] std::vector<evidence::NeededPort> questions(
    const inventory::Inventory& inventory, const NeededRules& needed, const NodeRules& rules
);

BOOST_DEFINE_FIXED_ENUM_CLASS(
    DifferenceKind,
    std::uint8_t,
    closed,       // it is needed, and kept out
    exposed,      // nothing needs it, and it is Oakestra's, or a database
    too_wide,     // it is needed by some, and open to anyone
    other,        // nothing needs it, and it is none of Oakestra's business
    not_certain,  // its rules can't be read for certain, or a list was cut
    unseen        // of the whole node nothing is known
)

struct Difference {
  NodeId node{};
  DifferenceKind kind{};
  ListenPort port;
  std::size_t peers = 0;  // whom it is open to, or closed for; into NeededRules::peers
  bool anyone = false;    // it is open to anyone
  std::string why;        // a sentence without a full stop, for a person

  friend bool operator==(const Difference&, const Difference&) = default;
};

// `seen` by position in needed.nodes. Ordered by node, kind and port.
[[nodiscard]] std::vector<Difference> differences(
    const inventory::Inventory& inventory, const NeededRules& needed, std::span<const SeenNode> seen
);

// For the exit code: whether one must be mended, and whether one is not known.
[[nodiscard]] bool is_wrong(DifferenceKind kind);
[[nodiscard]] bool is_unknown(DifferenceKind kind);

// A table for people, and what was compared.
[[nodiscard]] std::string against_table(
    const inventory::Inventory& inventory,
    const NeededRules& needed,
    std::span<const Difference> differences
);

}  // namespace oakprobe::firewall
