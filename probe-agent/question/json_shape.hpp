#pragma once

#include "base/known_answer.hpp"

#include <string>
#include <string_view>

namespace oakprobe::agent {

// JSON of the shape that is known: list, object or title. Of a text that was cut off the members'
// names suffice. Total: any text gives an answer.
[[nodiscard]] bool has_shape(std::string_view body, bool is_whole, const KnownAnswer& known);

// An object or a list.
[[nodiscard]] bool is_json(std::string_view body);

// Of an OpenAPI description; empty: it is none.
[[nodiscard]] std::string title_of(std::string_view body);

// "code" and "status" as Oakestra's Python framework writes its errors in JSON.
[[nodiscard]] bool is_json_error(std::string_view body);

}  // namespace oakprobe::agent
