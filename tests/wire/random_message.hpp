#pragma once

#include "wire/messages.hpp"

#include <cstddef>
#include <cstdint>

namespace oakprobe::wire {

// A message of the type that stands at this index of Message, with every field drawn from all that
// it may hold, for properties that must hold of any message. The same seed gives the same message.
[[nodiscard]] Message random_message(std::uint64_t seed, std::size_t type);

}  // namespace oakprobe::wire
