#pragma once

#include <string>

namespace oakprobe::telling {

// What is said of a path, or of several.
struct Told {
  std::string message;
  std::string fix;  // what to change; empty where nothing is to be done
  // The fix is about a router's forward, or what a tunnel travels in: it is this path's alone.
  bool is_own_fix = false;
};

}  // namespace oakprobe::telling
