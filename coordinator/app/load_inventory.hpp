#pragma once

#include "coordinator/app/failure.hpp"
#include "inventory/inventory.hpp"

#include <string>
#include <string_view>

namespace oakprobe::app {

// The name that mistakes of an inventory are told under: the file, or "<stdin>" for "-".
[[nodiscard]] std::string shown_name(const std::string& file);

// All that is wrong comes back at once, as diagnostics; what is doubtful is the inventory's own
// `doubts`. `name` is what the text is called.
[[nodiscard]] OrFailure<inventory::Inventory> parse_inventory(
    std::string_view text, std::string name
);

// The same of a file, or of standard input for "-". One that can't be read is a wrong input.
[[nodiscard]] OrFailure<inventory::Inventory> load_inventory(const std::string& file);

}  // namespace oakprobe::app
