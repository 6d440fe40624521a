#pragma once

#include "wire/evidence.hpp"
#include "wire/fields.hpp"

#include <cstddef>
#include <optional>

namespace oakprobe::wire {

// An ICMP error at the end of a list: type, code, sender, next-hop MTU.
inline constexpr std::size_t icmp_items = 4;

inline void append_icmp(const IcmpError& icmp, Json& items) {
  items.push_back(icmp.type);
  items.push_back(icmp.code);
  items.push_back(address_text(icmp.from));
  items.push_back(icmp.mtu);
}

// The list has icmp_items more from `begin` on.
[[nodiscard]] inline std::optional<IcmpError> read_icmp(const Json& items, std::size_t begin) {
  const auto type = read_number<std::uint8_t>(items[begin]);
  const auto code = read_number<std::uint8_t>(items[begin + 1]);
  const auto from = read_address(items[begin + 2]);
  const auto mtu = read_number<std::uint32_t>(items[begin + 3]);
  if (!type || !code || !from || !mtu) return std::nullopt;
  return IcmpError{.type = *type, .code = *code, .from = *from, .mtu = *mtu};
}

}  // namespace oakprobe::wire
