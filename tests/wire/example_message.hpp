#pragma once

#include "wire/messages.hpp"

#include <string_view>

namespace oakprobe::wire {

// One that is good, with an item in each list. A failure of the test: there is none of this type.
[[nodiscard]] Message example(std::string_view type);

}  // namespace oakprobe::wire
