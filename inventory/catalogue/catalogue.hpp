#pragma once

#include "inventory/flow.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// What Oakestra needs, in all its known releases (docs/catalogue.md).
struct Catalogue {
  std::vector<std::string> releases;  // oldest first; the last is the newest known
  std::vector<Flow> flows;
};

// The catalogue that is built in, from oakestra.yaml beside this file.
[[nodiscard]] const Catalogue& catalogue();

// Its text, as it was embedded.
[[nodiscard]] std::string_view catalogue_text();

}  // namespace oakprobe::inventory
