#pragma once

#include "wire/error.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace oakprobe::wire {

struct CborLimits {
  std::size_t depth_max = 0;     // of arrays and maps; 1 for a map of plain values
  std::size_t values_max = 0;    // keys, arrays and maps count as well
  std::size_t map_keys_max = 0;  // of one map
  std::size_t keys_max = 0;      // of all maps together
};

// Reads over one CBOR item (RFC 8949) without building it and without recursion, in time linear in
// the input and memory for depth_max maps' keys; what is wrong with it, or nullopt. Only the CBOR
// that both our ends write passes: definite lengths, text keys, each once in a map, UTF-8, no tags,
// integers of 64 signed or unsigned bits, nothing behind the item.
[[nodiscard]] std::optional<Error> check_cbor(
    std::span<const std::byte> bytes, const CborLimits& limits
);

}  // namespace oakprobe::wire
