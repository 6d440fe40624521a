#pragma once

#include "base/big_endian.hpp"
#include "base/described_enum.hpp"
#include "base/ip_address.hpp"
#include "evidence/attempt_set.hpp"
#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <boost/pfr/core.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace oakprobe::wire {

template <class T>
inline constexpr bool is_byte_array = false;
template <class Byte, std::size_t count>
inline constexpr bool is_byte_array<std::array<Byte, count>> = sizeof(Byte) == 1;

// Records in one byte string, big-endian: a message about 10,000 paths stays a handful of CBOR
// values. A record is a number, in as many bytes as its type has; a flag, in one byte; an enum; a
// set of attempts; an array of bytes; an address, in 5 bytes or 17: the family, 4 or 6, and the
// address without its zone; or a plain struct of such, member by member.
class PackedWriter {
 public:
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      put(static_cast<std::uint8_t>(value ? 1 : 0));
    } else if constexpr (std::is_enum_v<T>) {
      put(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_integral_v<T>) {
      std::array<std::byte, sizeof(T)> bytes{};
      store_big_endian(bytes, static_cast<std::make_unsigned_t<T>>(value));
      for (const std::byte byte : bytes) bytes_.push_back(std::to_integer<std::uint8_t>(byte));
    } else if constexpr (std::is_same_v<T, IpAddress>) {
      if (value.is_v4())
        put_all(std::uint8_t{4}, value.to_v4().to_bytes());
      else
        put_all(std::uint8_t{6}, value.to_v6().to_bytes());
    } else if constexpr (std::is_same_v<T, evidence::AttemptSet>) {
      put(value.bits());
    } else if constexpr (is_byte_array<T>) {
      for (const auto byte : value) put(byte);
    } else {
      boost::pfr::for_each_field(value, [&](const auto& member) { this->put(member); });
    }
  }
  template <class... T>
  void put_all(const T&... values) {
    (put(values), ...);
  }

  [[nodiscard]] Json take() { return Json::binary(std::move(bytes_)); }

 private:
  std::vector<std::uint8_t> bytes_;
};

// The same, read. Each false: it is not whole, or can't be; then the rest means nothing.
class PackedReader {
 public:
  explicit PackedReader(std::span<const std::uint8_t> bytes) : rest_(std::as_bytes(bytes)) {}

  [[nodiscard]] bool is_over() const { return rest_.empty(); }

  [[nodiscard]] bool next_is(std::uint8_t byte) const {
    return !rest_.empty() && std::to_integer<std::uint8_t>(rest_.front()) == byte;
  }

  template <class T>
  [[nodiscard]] bool take(T& out) {
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      if (!take(byte) || byte > 1) return false;
      out = byte == 1;
      return true;
    } else if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> position{};
      if (!take(position)) return false;
      out = static_cast<T>(position);
      if constexpr (DescribedEnum<T>) return out <= all_values<T>.back();
      return true;
    } else if constexpr (std::is_integral_v<T>) {
      if (rest_.size() < sizeof(T)) return false;
      out = static_cast<T>(load_big_endian<std::make_unsigned_t<T>>(rest_));
      rest_ = rest_.subspan(sizeof(T));
      return true;
    } else if constexpr (std::is_same_v<T, IpAddress>) {
      std::uint8_t family = 0;
      if (!take(family)) return false;
      if (family == 4) return take_as<boost::asio::ip::address_v4>(out);
      return family == 6 && take_as<boost::asio::ip::address_v6>(out);
    } else if constexpr (std::is_same_v<T, evidence::AttemptSet>) {
      std::uint32_t bits = 0;
      if (!take(bits)) return false;
      out = evidence::AttemptSet(bits);
      return true;
    } else if constexpr (is_byte_array<T>) {
      return std::ranges::all_of(out, [&](auto& byte) { return this->take(byte); });
    } else {
      bool whole = true;
      boost::pfr::for_each_field(out, [&](auto& member) { whole = whole && take(member); });
      return whole;
    }
  }
  template <class... T>
  [[nodiscard]] bool take_all(T&... values) {
    return (take(values) && ...);
  }

 private:
  template <class Address>
  [[nodiscard]] bool take_as(IpAddress& out) {
    typename Address::bytes_type bytes{};
    for (auto& byte : bytes)
      if (!take(byte)) return false;
    out = unmapped(Address(bytes));
    return true;
  }

  std::span<const std::byte> rest_;
};

// All records of a field; whoever writes them keeps to the reader's limit.
template <class Record>
[[nodiscard]] Json packed(const std::vector<Record>& records, std::size_t records_max) {
  CHECK(records.size() <= records_max);
  PackedWriter writer;
  for (const Record& record : records) writer.put(record);
  return writer.take();
}

// Calls take(record) for each record of a field. More than so many, one that can't be, and one that
// `take` says false to fail the field.
template <class Record, class Take>
void read_records(Fields& fields, std::string_view key, std::size_t records_max, const Take& take) {
  std::size_t taken = 0;
  for (PackedReader reader(fields.bytes(key)); !reader.is_over();) {
    Record record{};
    if (++taken > records_max || !reader.take(record) || !take(record)) return fields.fail();
  }
}

template <class Record>
void read_records(
    Fields& fields, std::string_view key, std::size_t records_max, std::vector<Record>& out
) {
  read_records<Record>(fields, key, records_max, [&](const Record& record) {
    out.push_back(record);
    return true;
  });
}

// Flags of a struct as the bits of one byte, from the lowest; nullptr: the bit tells another thing.
template <class Struct, std::size_t count>
using Flags = std::array<bool Struct::*, count>;

template <class Struct, std::size_t count>
[[nodiscard]] std::uint8_t bits_of(const Struct& all, const Flags<Struct, count>& flags) {
  unsigned bits = 0;
  for (std::size_t at = 0; at < count; ++at)
    if (flags[at] != nullptr && all.*flags[at]) bits |= 1U << at;
  return static_cast<std::uint8_t>(bits);
}

// False: there are others, too.
template <class Struct, std::size_t count>
[[nodiscard]] bool set_flags(std::uint8_t bits, const Flags<Struct, count>& flags, Struct& all) {
  for (std::size_t at = 0; at < count; ++at)
    if (flags[at] != nullptr) all.*flags[at] = (bits >> at & 1U) != 0;
  return bits >> count == 0;
}

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
