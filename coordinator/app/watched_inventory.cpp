#include "coordinator/app/watched_inventory.hpp"

#include "coordinator/app/load_inventory.hpp"
#include "coordinator/app/plan_paths.hpp"
#include "coordinator/app/read_file.hpp"
#include "inventory/parse_inventory.hpp"

#include <utility>

namespace oakprobe::app {

WatchedInventory::WatchedInventory(std::string file, NamedSelection selection)
    : file_(std::move(file)), selection_(std::move(selection)) {}

OrFailure<bool> WatchedInventory::read() {
  if (file_ == "-" && text_) return false;
  auto text = read_file(file_, inventory::inventory_bytes_max);
  if (!text) {
    const std::string& why = text.error().message;
    if (why == unreadable_) return false;
    unreadable_ = why;
    return wrong_input(why);
  }
  unreadable_.clear();
  if (*text == text_) return false;
  text_ = std::move(*text);
  const auto taken = take(*text_);
  if (!taken) return taken.error();
  return true;
}

OrFailure<void> WatchedInventory::take(const std::string& text) {
  auto parsed = parse_inventory(text, shown_name(file_));
  if (!parsed) return parsed.error();
  auto selected = resolve_selection(selection_, *parsed);
  if (!selected) return selected.error();
  if (path_count(inventory::count_paths(*parsed, *selected)) == 0) return nothing_selected();
  inventory_ = std::move(*parsed);
  selected_ = std::move(*selected);
  return {};
}

}  // namespace oakprobe::app
