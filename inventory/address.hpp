#pragma once

#include "base/ip_address.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oakprobe::inventory {

inline constexpr std::string_view address_auto = "auto";

// What is dialled: an IPv4 or IPv6 address, a name that is yet to be looked up, or "auto" (the
// node's agent tells). Read once, and shown as it was written. Any text makes one: whether a
// machine can be dialled there, address_problem() says.
class Address {
 public:
  Address() = default;  // empty: none is known
  Address(std::string text) : text_(std::move(text)), ip_(parse_ip_address(text_)) {}  // NOLINT
  Address(const char* text) : Address(std::string(text)) {}  // NOLINT: a text is one
  explicit Address(std::string_view text) : Address(std::string(text)) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::optional<IpAddress>& ip() const { return ip_; }  // nullopt: a name, auto
  [[nodiscard]] bool is_auto() const { return text_ == address_auto; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  // By the letters: another spelling of the same address is another one.
  friend bool operator==(const Address& one, const Address& other) {
    return one.text_ == other.text_;
  }

 private:
  std::string text_;
  std::optional<IpAddress> ip_;
};

inline const Address no_address;

}  // namespace oakprobe::inventory
