#include "coordinator/app/load_inventory.hpp"

#include "coordinator/app/read_file.hpp"
#include "inventory/parse_inventory.hpp"

#include <utility>

namespace oakprobe::app {

std::string shown_name(const std::string& file) { return file == "-" ? "<stdin>" : file; }

OrFailure<inventory::Inventory> parse_inventory(std::string_view text, std::string name) {
  auto parsed = inventory::parse_inventory(text);
  if (parsed) return std::move(*parsed);
  return Failure{FailureKind::wrong_input, {}, parsed.error(), std::move(name)};
}

OrFailure<inventory::Inventory> load_inventory(const std::string& file) {
  const auto text = read_file(file, inventory::inventory_bytes_max);
  if (!text) return wrong_input(text.error().message);
  return parse_inventory(*text, shown_name(file));
}

}  // namespace oakprobe::app
