#include "wire/probe_key.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"

#include <sodium/crypto_shorthash_siphash24.h>
#include <sodium/utils.h>

#include <cstdint>

namespace oakprobe::wire {

static_assert(probe_key_bytes == crypto_shorthash_siphashx24_BYTES);
static_assert(probe_key_bytes == crypto_shorthash_siphashx24_KEYBYTES);

ProbeKey derive_key(const ProbeKey& key, NodeId node) {
  std::array<std::byte, sizeof(std::uint32_t)> number{};
  store_big_endian(number, index_of(node));
  ProbeKey derived{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(number.data());
  const auto* secret = reinterpret_cast<const unsigned char*>(key.data());
  auto* out = reinterpret_cast<unsigned char*>(derived.data());
  CHECK(crypto_shorthash_siphashx24(out, bytes, number.size(), secret) == 0);
  return derived;
}

void wipe(ProbeKey& key) { sodium_memzero(key.data(), key.size()); }

}  // namespace oakprobe::wire
