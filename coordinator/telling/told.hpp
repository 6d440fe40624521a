#pragma once

#include "coordinator/telling/marked_text.hpp"
#include "coordinator/telling/repair.hpp"

#include <optional>
#include <string>

namespace oakprobe::telling {

// What is said of a path, or of several.
struct Told {
  std::string message;
  MarkedText fix;  // empty where nothing is to be done
  // The fix is about a router's forward, or what a tunnel travels in: it is this path's alone.
  bool is_own_fix = false;
  std::optional<Repair> repair{};  // the commands of the fix, where they alone mend it
};

}  // namespace oakprobe::telling
