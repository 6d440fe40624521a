#pragma once

#include "coordinator/diagnosis/verdict.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string_view>

namespace oakprobe::telling {

// A caveat in words, without a full stop.
[[nodiscard]] std::string_view meaning_of(Caveat caveat);

}  // namespace oakprobe::telling
