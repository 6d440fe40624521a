#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace oakprobe::report {

// Keys in the order in which they are put, which is how a person reads them.
using Json = nlohmann::ordered_json;

inline constexpr std::size_t json_text_bytes_max = 2'500;
inline constexpr std::size_t json_list_max = 16;

// One line, always valid. Whoever reads it may print the texts in it: each is made printable, and
// what is longer than json_text_bytes_max is cut (base/printable.hpp).
[[nodiscard]] std::string json_line(Json json);

// json[key] = text, nothing of an empty one.
void put_text(Json& json, const char* key, const std::string& text);

// json[key] = list, nothing of an empty one. Of a long one json_list_max are kept, and
// json[key_left_out] says how many more there were.
void put_list(Json& json, const std::string& key, const std::vector<std::string>& list);

}  // namespace oakprobe::report
