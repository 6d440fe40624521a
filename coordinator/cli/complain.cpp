#include "coordinator/cli/complain.hpp"

#include "base/printable.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/cli/exit_code.hpp"

#include <iostream>

namespace oakprobe::cli {
namespace {

void tell(const std::vector<inventory::Diagnostic>& diagnostics, const std::string& file) {
  for (const inventory::Diagnostic& one : diagnostics) std::cerr << to_string(one, file) << '\n';
}

}  // namespace

void complain(std::string_view what) { std::cerr << "oakprobe: " << printable(what) << '\n'; }

int refuse(const app::Failure& failure) {
  for (const std::string& message : failure.messages) complain(message);
  tell(failure.diagnostics, failure.file);
  return exit_code(failure);
}

void tell_doubts(const inventory::Inventory& inventory, const std::string& file) {
  tell(inventory.doubts, app::shown_name(file));
}

}  // namespace oakprobe::cli
