#pragma once

#include "base/big_endian.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "wire/plain_value.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace oakprobe::wire {

inline constexpr std::size_t path_bytes = 2 + 4 + 4;

[[nodiscard]] constexpr std::uint8_t bit_if(bool set, std::uint8_t bit) {
  return set ? bit : std::uint8_t{0};
}

// Records of fixed width in one byte string, big-endian: a message about 10,000 paths stays a
// handful of CBOR values.
class PackedWriter {
 public:
  template <std::unsigned_integral T>
  void put(T value) {
    std::array<std::byte, sizeof(T)> bytes{};
    store_big_endian(bytes, value);
    for (const auto byte : bytes) bytes_.push_back(std::to_integer<std::uint8_t>(byte));
  }

  void put(const PathId& path) {
    put(index_of(path.flow));
    put(index_of(path.source));
    put(index_of(path.target));
  }

  // 5 bytes or 17: the family, 4 or 6, and the address without its zone.
  void put(const IpAddress& address) {
    const auto put_all = [&](std::uint8_t family, const auto& bytes) {
      put(family);
      for (const std::uint8_t byte : bytes) put(byte);
    };
    if (address.is_v4())
      put_all(4, address.to_v4().to_bytes());
    else
      put_all(6, address.to_v6().to_bytes());
  }

  [[nodiscard]] Json take() { return Json::binary(std::move(bytes_)); }

 private:
  std::vector<std::uint8_t> bytes_;
};

// The caller has checked that whole records are left: bytes_left() is for that.
class PackedReader {
 public:
  explicit PackedReader(std::span<const std::uint8_t> bytes) : rest_(std::as_bytes(bytes)) {}

  [[nodiscard]] std::size_t bytes_left() const { return rest_.size(); }

  [[nodiscard]] bool next_is(std::uint8_t byte) const {
    return !rest_.empty() && std::to_integer<std::uint8_t>(rest_.front()) == byte;
  }

  template <std::unsigned_integral T>
  [[nodiscard]] T take() {
    const auto value = load_big_endian<T>(rest_);
    rest_ = rest_.subspan(sizeof(T));
    return value;
  }

  // The one exception: checks by itself. nullopt: there is no whole one.
  [[nodiscard]] std::optional<IpAddress> take_address() {
    if (rest_.empty()) return std::nullopt;
    const auto family = take<std::uint8_t>();
    if (family == 4) return take_as<boost::asio::ip::address_v4>();
    if (family == 6) return take_as<boost::asio::ip::address_v6>();
    return std::nullopt;
  }

  [[nodiscard]] PathId take_path() {
    PathId path;
    path.flow = FlowId{take<std::uint16_t>()};
    path.source = NodeId{take<std::uint32_t>()};
    path.target = NodeId{take<std::uint32_t>()};
    return path;
  }

 private:
  template <class Address>
  [[nodiscard]] std::optional<IpAddress> take_as() {
    typename Address::bytes_type bytes{};
    if (rest_.size() < bytes.size()) return std::nullopt;
    for (auto& byte : bytes) byte = take<std::uint8_t>();
    return unmapped(IpAddress(Address(bytes)));
  }

  std::span<const std::byte> rest_;
};

// Addresses that many records share, each once; records hold its position.
class AddressTable {
 public:
  [[nodiscard]] std::uint32_t position_of(const IpAddress& address) {
    const auto [found, is_new] = positions_.try_emplace(address, positions_.size());
    if (is_new) packed_.put(address);
    return static_cast<std::uint32_t>(found->second);
  }

  [[nodiscard]] Json take() { return packed_.take(); }

 private:
  std::map<IpAddress, std::size_t> positions_;
  PackedWriter packed_;
};

// What an AddressTable wrote; nullopt: malformed, or too many.
[[nodiscard]] inline std::optional<std::vector<IpAddress>> read_address_table(
    std::span<const std::uint8_t> bytes, std::size_t addresses_max
) {
  std::vector<IpAddress> addresses;
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    const auto address = packed.take_address();
    if (!address || addresses.size() == addresses_max) return std::nullopt;
    addresses.push_back(*address);
  }
  return addresses;
}

// The different states of a message's paths, each once, by position.
template <class State>
class StateTable {
 public:
  [[nodiscard]] std::uint16_t position_of(const State& state) {
    const auto next = static_cast<std::uint16_t>(states_.size());
    const auto [found, is_new] = positions_.try_emplace(state, next);
    if (is_new) states_.push_back(state);
    return found->second;
  }

  [[nodiscard]] const std::vector<State>& states() const { return states_; }

 private:
  std::map<State, std::uint16_t> positions_;
  std::vector<State> states_;
};

}  // namespace oakprobe::wire
