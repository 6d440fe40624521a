#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace oakprobe::wire {

// SipHash-2-4 with 128 bits, written from the paper (Aumasson, Bernstein: SipHash, 2012) and its
// authors' reference code: a second opinion on what the codec asks of libsodium.
class SipHashReference {
 public:
  static std::array<std::byte, 16> of(
      std::span<const std::byte, 16> key, std::span<const std::byte> message
  ) {
    SipHashReference state(little_endian(key.first(8)), little_endian(key.last(8)));
    const auto whole = message.size() / 8 * 8;
    for (std::size_t i = 0; i < whole; i += 8) state.word(little_endian(message.subspan(i, 8)));
    const auto rest = little_endian(message.subspan(whole));
    state.word(rest | static_cast<std::uint64_t>(message.size()) << 56);

    std::array<std::byte, 16> out{};
    state.v2_ ^= 0xee;
    state.put(std::span(out).first(8));
    state.v1_ ^= 0xdd;
    state.put(std::span(out).last(8));
    return out;
  }

 private:
  SipHashReference(std::uint64_t k0, std::uint64_t k1)
      : v0_(k0 ^ 0x736f6d6570736575),
        v1_(k1 ^ 0x646f72616e646f6d ^ 0xee),
        v2_(k0 ^ 0x6c7967656e657261),
        v3_(k1 ^ 0x7465646279746573) {}

  static std::uint64_t little_endian(std::span<const std::byte> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
      value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    }
    return value;
  }

  void round() {
    v0_ += v1_, v1_ = std::rotl(v1_, 13) ^ v0_, v0_ = std::rotl(v0_, 32);
    v2_ += v3_, v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_, v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_, v1_ = std::rotl(v1_, 17) ^ v2_, v2_ = std::rotl(v2_, 32);
  }

  void word(std::uint64_t m) {
    v3_ ^= m;
    round(), round();
    v0_ ^= m;
  }

  void put(std::span<std::byte> to) {
    for (int i = 0; i < 4; ++i) round();
    const auto value = v0_ ^ v1_ ^ v2_ ^ v3_;
    for (std::size_t i = 0; i < 8; ++i) to[i] = static_cast<std::byte>(value >> 8 * i & 0xff);
  }

  std::uint64_t v0_, v1_, v2_, v3_;
};

}  // namespace oakprobe::wire
