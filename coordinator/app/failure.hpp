#pragma once

#include "inventory/diagnostic.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// What the program can do, as functions that return a value or say why there is none. Nothing here
// prints, ends the process, or counts on being asked once.
namespace oakprobe::app {

enum class FailureKind : std::uint8_t {
  wrong_input,      // an inventory, a name or a wish that can't be met: nothing was sent
  oakprobe_failed,  // the machine did not let it: a file, a process, memory
  interrupted,      // whoever asked for it wanted it no more
};

struct Failure {
  FailureKind kind = FailureKind::oakprobe_failed;
  // For a person, a line each, in the order in which they were found. Not fit to be printed as they
  // are: names of files and nodes are anything.
  std::vector<std::string> messages;
  // What is wrong with an inventory, and the name that this was read by.
  std::vector<inventory::Diagnostic> diagnostics;
  std::string file;
};

template <class T>
using OrFailure = boost::system::result<T, Failure>;

[[nodiscard]] inline Failure wrong_input(std::string message) {
  return {FailureKind::wrong_input, {std::move(message)}, {}, {}};
}

[[nodiscard]] inline Failure oakprobe_failed(std::string message) {
  return {FailureKind::oakprobe_failed, {std::move(message)}, {}, {}};
}

}  // namespace oakprobe::app
