#pragma once

#include "coordinator/app/failure.hpp"
#include "inventory/inventory.hpp"

#include <string>
#include <string_view>

namespace oakprobe::cli {

// "oakprobe: …" on standard error, as one printable line: file names and arguments are anything.
void complain(std::string_view what);

// Why a command can't be done, all of it; what is wrong with an inventory as FILE:LINE:COLUMN:
// message. Returns the exit code.
[[nodiscard]] int refuse(const app::Failure& failure);

// What is doubtful in an inventory that was read from this file ("-": standard input).
void tell_doubts(const inventory::Inventory& inventory, const std::string& file);

}  // namespace oakprobe::cli
