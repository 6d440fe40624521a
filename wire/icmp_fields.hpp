#pragma once

#include "evidence/node_evidence.hpp"
#include "wire/fields.hpp"

#include <cstddef>
#include <optional>

namespace oakprobe::wire {

// An ICMP error at the end of a list: type, code, sender, next-hop MTU.
inline constexpr std::size_t icmp_items = 4;

inline void append_icmp(const evidence::IcmpError& icmp, Json& items) {
  items.push_back(icmp.type);
  items.push_back(icmp.code);
  items.push_back(address_text(icmp.from));
  items.push_back(icmp.mtu);
}

// The list has icmp_items more from `item` on.
[[nodiscard]] inline std::optional<evidence::IcmpError> read_icmp(CborItems::Iterator item) {
  const auto type = read_number<std::uint8_t>(*item);
  const auto code = read_number<std::uint8_t>(*++item);
  const auto from = read_address(*++item);
  const auto mtu = read_number<std::uint32_t>(*++item);
  if (!type || !code || !from || !mtu) return std::nullopt;
  return evidence::IcmpError{.type = *type, .code = *code, .from = *from, .mtu = *mtu};
}

}  // namespace oakprobe::wire
