#pragma once

#include "base/ids.hpp"

#include <array>
#include <cstddef>

namespace oakprobe::wire {

inline constexpr std::size_t probe_key_bytes = 16;

// A secret for SipHash-2-4 with 128 bits (libsodium's crypto_shorthash_siphashx24).
using ProbeKey = std::array<std::byte, probe_key_bytes>;

// SipHash-128 of the node's number (4 bytes, big-endian) under the key. Of a run's secret: what one
// target alone is told (K_t). Of a target's K_t: what one source is told of it, k(s -> t), so that
// only these two and the coordinator can write what travels between them.
[[nodiscard]] ProbeKey derive_key(const ProbeKey& key, NodeId node);

// Overwrites it; no compiler takes that away.
void wipe(ProbeKey& key);

}  // namespace oakprobe::wire
