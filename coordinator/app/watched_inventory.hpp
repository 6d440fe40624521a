#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/app/named_selection.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <optional>
#include <string>

namespace oakprobe::app {

// An inventory that is read again where its file has changed, and what is selected of it.
class WatchedInventory {
 public:
  // "-" is read once.
  WatchedInventory(std::string file, NamedSelection selection);

  // True: it is another one than before. A failure: it can't be read, or is wrong; what was read
  // before stays, and the same mistakes are told once.
  [[nodiscard]] OrFailure<bool> read();

  // After the first read() that succeeded.
  [[nodiscard]] const inventory::Inventory& inventory() const { return *inventory_; }
  [[nodiscard]] const inventory::PathSelection& selection() const { return selected_; }
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  [[nodiscard]] OrFailure<void> take(const std::string& text);

  std::string file_;
  NamedSelection selection_;
  std::optional<std::string> text_;  // as it was read last, right or wrong
  std::string unreadable_;           // why it could not be read last
  std::optional<inventory::Inventory> inventory_;
  inventory::PathSelection selected_;
};

}  // namespace oakprobe::app
