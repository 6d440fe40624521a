#pragma once

#include "base/big_endian.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace oakprobe::agent {

// Messages to nf_tables that the kernel takes all together, or none of them (nfnetlink(7); numbers
// and names as in linux/netfilter/nf_tables.h).
class NetlinkBatch {
 public:
  NetlinkBatch();

  // The next message; what is put from here on is in it. type: NFT_MSG_NEWTABLE …
  void message(std::uint16_t type, std::uint16_t flags, std::uint8_t family);

  void put(std::uint16_t attribute, std::span<const std::byte> value);
  void put_text(std::uint16_t attribute, std::string_view text);  // with a zero behind it
  // As big-endian, in as many bytes as its type has.
  template <std::unsigned_integral T>
  void put_number(std::uint16_t attribute, T value) {
    std::array<std::byte, sizeof(T)> bytes{};
    store_big_endian(bytes, value);
    put(attribute, bytes);
  }
  // What `fill` puts is within this attribute.
  template <class Fill>
  void nest(std::uint16_t attribute, const Fill& fill) {
    const std::size_t begin = open(attribute);
    fill();
    close(begin);
  }

  // Whole, with its end.
  [[nodiscard]] std::vector<std::byte> take();

 private:
  void begin(std::uint16_t type, std::uint16_t flags, std::uint8_t family, std::uint16_t resource);
  void end_message();
  void append(std::span<const std::byte> bytes);
  [[nodiscard]] std::size_t open(std::uint16_t attribute);
  void close(std::size_t begin);

  std::vector<std::byte> bytes_;
  std::size_t message_ = 0;  // where the latest begins
  std::uint32_t sequence_ = 0;
};

}  // namespace oakprobe::agent
