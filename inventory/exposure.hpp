#pragma once

#include "inventory/inventory.hpp"

namespace oakprobe::inventory {

// Whether a client or an outsider is there to try what of another machine must be closed.
[[nodiscard]] bool can_try_exposure(const Inventory& inventory);

// The one machine that is client or outsider, where it has ports of its own that must be closed:
// nobody is there to try those. nullptr: there is none, or another that tries them.
[[nodiscard]] const Node* untried_by_others(const Inventory& inventory);

}  // namespace oakprobe::inventory
