#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/timeline/outline.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::app {

// Which reports will do.
enum class Listed : std::uint8_t {
  all,
  some,  // those too that list only what is not as expected
};

// What a report (oakprobe.report/1) says of each path, to be compared: from the keys that every
// release writes. `name` is what it is called. Total: whatever the text is.
[[nodiscard]] OrFailure<timeline::Outline> outline_of_report(
    std::string_view text, const std::string& name, Listed listed = Listed::all
);

// So, of a file.
[[nodiscard]] OrFailure<timeline::Outline> outlined_report(
    const std::string& file, Listed listed = Listed::all
);

}  // namespace oakprobe::app
