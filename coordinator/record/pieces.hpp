#pragma once

#include "coordinator/record/plain.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>

namespace oakprobe::record {

// Of a report's file, and of one of its names, texts or numbers.
inline constexpr std::uint64_t report_bytes_max = std::uint64_t{8} << 30U;
inline constexpr std::size_t token_bytes_max = 4U << 20U;
inline constexpr std::size_t report_depth_max = 48;
// Of a piece of the record; keys, lists and objects count, too.
inline constexpr std::size_t piece_values_max = 500'000;

// Takes one piece of a record: an element of one of its lists, or what else stands behind a key.
// nullopt: go on. Else what is wrong with it: what stands behind its place (".name: is …").
using TakePiece =
    std::function<std::optional<std::string>(std::string_view key, const Json& piece)>;

// Reads a report over and gives its record away piece by piece; of all else nothing is built. What
// is wrong, for a person, or nullopt: it was JSON, said to be a report, and had a record.
[[nodiscard]] std::optional<std::string> read_pieces(std::streambuf& report, const TakePiece& take);

}  // namespace oakprobe::record
