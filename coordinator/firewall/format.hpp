#pragma once

#include "base/described_enum.hpp"
#include "coordinator/firewall/needed_rules.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::firewall {

// In whose words rules are told, by the names of --format.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    Format,
    std::uint8_t,
    table,
    nftables,
    iptables,
    ufw,
    firewalld,
    docker_user,
    aws,
    gcp,
    azure,
    hetzner,
    openstack
)

// One node's rules, and what they stand in. All outlive it.
struct NodeView {
  const inventory::Inventory& inventory;
  const NeededRules& needed;
  const NodeRules& rules;

  [[nodiscard]] const inventory::Node& node() const { return inventory.node(rules.node); }
  [[nodiscard]] const PeerSet& peers(const Rule& rule) const { return needed.peers[rule.peers]; }
};

struct FormatCard {
  Format format{};
  std::string_view suffix;  // of the file's name: ".nft"
  // The file of one node; null: a format has one file for all.
  std::string (*of_node)(const NodeView& view) = nullptr;
  // One text for all nodes; null: each has a file of its own.
  std::string (*of_all)(const inventory::Inventory& inventory, const NeededRules& needed) = nullptr;
};

[[nodiscard]] const FormatCard& card_of(Format format);

// Stands within the first lines of every file, so that a file of somebody else's is told from ours.
inline constexpr std::string_view file_mark = "Made by oakprobe firewall";

}  // namespace oakprobe::firewall
