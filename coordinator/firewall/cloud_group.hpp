#pragma once

#include "coordinator/firewall/family.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

// What a cloud's firewall keeps for nodes that let in the same from the same.
namespace oakprobe::firewall {

// One port, one family, one set, or a part of it.
struct CloudRule {
  std::string key;  // unique, fit for a name: "oakprobe-workers-a-50103-udp-1"
  Rule rule;
  const Family* family = nullptr;
  // Of the set's blocks in this family; of anyone: 0 and 1.
  std::size_t first = 0;
  std::size_t last = 0;
  // Those of whose blocks some are in this one, for the same port; into NeededRules::peers. Clouds
  // refuse to be told a rule twice.
  std::vector<std::size_t> told_before;
};

struct CloudGroup {
  std::string name;   // unique, fit for a name: "oakprobe-workers-a"; a second part: "…-2"
  std::string label;  // of all its parts: "workers-a"
  std::vector<NodeId> nodes;
  std::vector<CloudRule> rules;
};

struct CloudLimits {
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  std::size_t blocks_a_rule = none;
  std::size_t rules_a_group = none;
  std::size_t blocks_a_group = none;
  bool by_family = false;  // those of a group are counted apart for each family
};

// What does not fit into a group goes on in another for the same nodes, which stands behind it.
[[nodiscard]] std::vector<CloudGroup> cloud_groups(
    const inventory::Inventory& inventory, const NeededRules& needed, const CloudLimits& limits
);

}  // namespace oakprobe::firewall
