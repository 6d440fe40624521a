#pragma once

#include <cstdint>

namespace oakprobe::net {

// Whether somebody who gives up privileges starts programs afterwards, which then have no more than
// is left to him.
enum class Programs : std::uint8_t { none, may_start };

}  // namespace oakprobe::net
