#include "inventory/exposure.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

bool is_outside(const Node& node) {
  return node.roles.has(Role::client) || node.roles.has(Role::outsider);
}

bool has_closed_ports(const Node& node) {
  return node.roles.has(Role::root) || node.roles.has(Role::cluster);
}

// nullptr: there are none, or several, each of which is outside of the others.
const Node* only_one_outside(const Inventory& inventory) {
  const auto first = std::ranges::find_if(inventory.nodes, is_outside);
  if (first == inventory.nodes.end()) return nullptr;
  return std::find_if(first + 1, inventory.nodes.end(), is_outside) == inventory.nodes.end()
             ? &*first
             : nullptr;
}

}  // namespace

bool can_try_exposure(const Inventory& inventory) {
  const Node* const only = only_one_outside(inventory);
  if (only == nullptr) return std::ranges::any_of(inventory.nodes, is_outside);
  return std::ranges::any_of(inventory.nodes, [only](const Node& node) {
    return &node != only && has_closed_ports(node);
  });
}

const Node* untried_by_others(const Inventory& inventory) {
  const Node* const only = only_one_outside(inventory);
  return only != nullptr && has_closed_ports(*only) ? only : nullptr;
}

}  // namespace oakprobe::inventory
