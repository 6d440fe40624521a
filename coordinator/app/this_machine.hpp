#pragma once

#include "coordinator/check/this_machine.hpp"

namespace oakprobe::app {

// What this machine knows of itself now. Nothing is sent; what can't be read stays empty.
[[nodiscard]] check::ThisMachine this_machine();

}  // namespace oakprobe::app
