#pragma once

#include "inventory/inventory.hpp"
#include "inventory/ranged_text.hpp"
#include "inventory/references.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// An entry of `nodes` over the inventory's `defaults`.
struct NodeKeys {
  const YamlNode* own = nullptr;
  const YamlNode* defaults = nullptr;  // may be null

  [[nodiscard]] const YamlNode* find(std::string_view key) const;
};

// Where what other nodes may clash with was written.
struct NodePlaces {
  Position name;
  Position address;
  Position cluster;
  Position tunnel;
  std::vector<Position> dial;
};

struct NodeContext {
  std::span<const std::string> releases;  // known ones
  std::string release;                    // the inventory's own
  ReleaseOrigin release_origin{};
  bool gateway = false;
  References& references;
  Diagnostics& diagnostics;
};

struct ReadNode {
  Node node;  // what could be read, also when something could not
  NodePlaces places;
  bool roles_known = false;
  bool root_meant = false;  // a role is a near miss of root
  // Known well enough to say who dials it where, whatever else is wrong with it.
  bool placed = false;
  bool tags_known = false;
  bool cluster_known = false;
};

// Tells keys that `nodes` (or `defaults`) does not have. False: not even a map.
[[nodiscard]] bool check_node_keys(
    const YamlNode& node, bool is_defaults, Diagnostics& diagnostics
);

// Reads one node. Everything wrong with it is told once, whatever the index.
[[nodiscard]] ReadNode read_node(
    const NodeKeys& keys, const RangedText& texts, NodeContext& context
);

// Reads `defaults` alone, so that a mistake there is told even if no node uses the key.
void check_defaults(const YamlNode& defaults, NodeContext& context);

}  // namespace oakprobe::inventory
