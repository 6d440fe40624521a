#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace oakprobe::report::test {

// UTF-8 of so many bytes, or a few more, as frames carry it, and with all that must not be printed.
[[nodiscard]] std::string hostile_text(std::size_t bytes);

// An agent's. The fleet has cut each quotation in them.
[[nodiscard]] std::string last_words();

// What is wrong with a text that is printed, or "". `allowed`: control characters that may be
// there.
[[nodiscard]] std::string harm_in(std::string_view text, std::string_view allowed);

// In whatever is written of the check. `what` it is about, in the words of a test that fails.
void expect_harmless(const diagnosis::FinishedCheck& check, const std::string& what);

}  // namespace oakprobe::report::test
