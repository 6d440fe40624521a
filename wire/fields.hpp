#pragma once

#include "base/ip_address.hpp"

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
[[nodiscard]] std::optional<IpAddress> read_address(const Json& value);

// nullopt unless the value is an integer from min to max.
template <std::integral T>
[[nodiscard]] std::optional<T> read_number(
    const Json& value, T min = std::numeric_limits<T>::min(), T max = std::numeric_limits<T>::max()
) {
  const auto within = [&](auto number) -> std::optional<T> {
    if (std::cmp_less(number, min) || std::cmp_greater(number, max)) return std::nullopt;
    return static_cast<T>(number);
  };
  if (value.is_number_unsigned()) return within(value.get<std::uint64_t>());
  if (value.is_number_integer()) return within(value.get<std::int64_t>());
  return std::nullopt;
}

// Reads the fields of one map. A missing field, one of the wrong type or out of its range makes
// ok() false, and stays so; the value that it was to be read into keeps what it had. Fields that
// nobody asks for are ignored, so that later versions may add some.
class Fields {
 public:
  explicit Fields(const Json& map);

  [[nodiscard]] bool ok() const { return ok_; }
  void fail() { ok_ = false; }
  [[nodiscard]] bool has(const char* key) const { return find(key) != nullptr; }

  template <std::integral T>
  void number(
      const char* key,
      T& out,
      T min = std::numeric_limits<T>::min(),
      T max = std::numeric_limits<T>::max()
  ) {
    const auto* value = required(key);
    if (value == nullptr) return;
    store(read_number<T>(*value, min, max), out);
  }

  template <std::integral T>
  void optional_number(const char* key, std::optional<T>& out) {
    if (find(key) == nullptr) return;
    number(key, out.emplace());
  }

  // An enum by its position; last is its last.
  template <class Enum>
  void choice(const char* key, Enum& out, Enum last) {
    auto position = static_cast<std::uint8_t>(out);
    number(key, position, std::uint8_t{0}, static_cast<std::uint8_t>(last));
    out = static_cast<Enum>(position);
  }

  void flag(const char* key, bool& out);
  void text(const char* key, std::string& out);
  void optional_text(const char* key, std::optional<std::string>& out);
  void address(const char* key, IpAddress& out);
  void optional_address(const char* key, std::optional<IpAddress>& out);
  void addresses(const char* key, std::vector<IpAddress>& out, std::size_t items_max);

  // Empty where the field is none, or too long.
  [[nodiscard]] std::span<const Json> list(const char* key, std::size_t items_max);
  [[nodiscard]] std::span<const std::uint8_t> bytes(const char* key);

  // Takes the value, or fails for nullopt.
  template <class T>
  void store(std::optional<T> value, T& out) {
    if (value) {
      out = std::move(*value);
    } else {
      fail();
    }
  }

  [[nodiscard]] const Json* required(const char* key);

 private:
  [[nodiscard]] const Json* find(const char* key) const;

  const Json* map_ = nullptr;
  bool ok_ = true;
};

}  // namespace oakprobe::wire
