#pragma once

#include "base/ip_address.hpp"
#include "base/ip_prefix.hpp"
#include "wire/cbor_view.hpp"

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::wire {

using Json = nlohmann::json;

inline constexpr std::size_t text_bytes_max = 4'096;

// An IP address as messages carry it: a literal without a zone.
[[nodiscard]] std::string address_text(IpAddress address);
[[nodiscard]] Json address_list(std::span<const IpAddress> addresses);

// nullopt: no text, or a longer one.
[[nodiscard]] std::optional<std::string_view> read_text(
    const CborView& value, std::size_t bytes_max = text_bytes_max
);
[[nodiscard]] std::optional<IpAddress> read_address(const CborView& value);
[[nodiscard]] std::optional<IpPrefix> read_prefix(const CborView& value);

// nullopt unless the value is an integer from min to max.
template <std::integral T>
[[nodiscard]] std::optional<T> read_number(
    const CborView& value,
    T min = std::numeric_limits<T>::min(),
    T max = std::numeric_limits<T>::max()
) {
  const auto within = [&](auto number) -> std::optional<T> {
    if (std::cmp_less(number, min) || std::cmp_greater(number, max)) return std::nullopt;
    return static_cast<T>(number);
  };
  if (const auto number = value.unsigned_number()) return within(*number);
  if (const auto number = value.negative_number()) return within(*number);
  return std::nullopt;
}

// Reads the fields of one map, each where it stands in the body: what is read is copied once its
// size is known to be within its limit, and no more than the keys is kept. A missing field, one of
// the wrong type or out of its range makes ok() false, and stays so; the value that it was to be
// read into keeps what it had. Fields that nobody asks for are ignored, so that later versions may
// add some.
class Fields {
 public:
  explicit Fields(const CborView& map);

  [[nodiscard]] bool ok() const { return ok_; }
  void fail() { ok_ = false; }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }

  template <std::integral T>
  void number(
      std::string_view key,
      T& out,
      T min = std::numeric_limits<T>::min(),
      T max = std::numeric_limits<T>::max()
  ) {
    const auto* value = required(key);
    if (value == nullptr) return;
    store(read_number<T>(*value, min, max), out);
  }

  template <std::integral T>
  void optional_number(std::string_view key, std::optional<T>& out) {
    if (find(key) == nullptr) return;
    number(key, out.emplace());
  }

  // An enum by its position; last is its last.
  template <class Enum>
  void choice(std::string_view key, Enum& out, Enum last) {
    auto position = static_cast<std::uint8_t>(out);
    number(key, position, std::uint8_t{0}, static_cast<std::uint8_t>(last));
    out = static_cast<Enum>(position);
  }

  void flag(std::string_view key, bool& out);
  void text(std::string_view key, std::string& out, std::size_t bytes_max = text_bytes_max);
  void optional_text(std::string_view key, std::optional<std::string>& out);
  void address(std::string_view key, IpAddress& out);
  void optional_address(std::string_view key, std::optional<IpAddress>& out);
  void addresses(std::string_view key, std::vector<IpAddress>& out, std::size_t items_max);
  void prefixes(std::string_view key, std::vector<IpPrefix>& out, std::size_t items_max);
  void texts(
      std::string_view key,
      std::vector<std::string>& out,
      std::size_t items_max,
      std::size_t bytes_max = text_bytes_max
  );

  // Empty where the field is none, or too long.
  [[nodiscard]] CborItems list(std::string_view key, std::size_t items_max);
  [[nodiscard]] std::span<const std::uint8_t> bytes(std::string_view key);

  // Takes the value, or fails for nullopt.
  template <class T>
  void store(std::optional<T> value, T& out) {
    if (value) {
      out = std::move(*value);
    } else {
      fail();
    }
  }

  // Valid as long as these fields are; nullptr: it is missing.
  [[nodiscard]] const CborView* required(std::string_view key);

 private:
  struct Field {
    std::string_view key;
    CborView value;
  };

  [[nodiscard]] const CborView* find(std::string_view key) const;

  std::vector<Field> fields_;
  bool ok_ = true;
};

}  // namespace oakprobe::wire
