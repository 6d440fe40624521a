#pragma once

#include "coordinator/serve/page_part.hpp"

#include <span>
#include <string_view>

// The page, as it was built into this program. All of it is static, and empty where it was left out
// (-DOAKPROBE_PAGE=OFF).
namespace oakprobe::web {

// What a server answers, the index first.
[[nodiscard]] std::span<const serve::PagePart> page_parts();

// The same program and style for a single file, between <script> and </script>, <style> and
// </style>, which they don't end.
[[nodiscard]] std::string_view single_script();
[[nodiscard]] std::string_view single_style();
[[nodiscard]] std::string_view single_icon();  // <link rel="icon" …>, of a data: address

}  // namespace oakprobe::web
