#include "packets/netlink_message.hpp"

#include <algorithm>

#include <linux/netlink.h>

namespace oakprobe::packets {

std::size_t netlink_aligned(std::size_t bytes) {
  return (bytes + NLMSG_ALIGNTO - 1) & ~(NLMSG_ALIGNTO - 1U);
}

std::optional<std::span<const std::byte>> attribute_of(
    std::span<const std::byte> body, std::size_t header_bytes, std::uint16_t type
) {
  auto rest = body.subspan(std::min(netlink_aligned(header_bytes), body.size()));
  while (const auto header = struct_in<nlattr>(rest)) {
    if (header->nla_len < sizeof *header || header->nla_len > rest.size()) return std::nullopt;
    if ((header->nla_type & NLA_TYPE_MASK) == type) {
      return rest.first(header->nla_len).subspan(sizeof *header);
    }
    rest = rest.subspan(std::min(netlink_aligned(header->nla_len), rest.size()));
  }
  return std::nullopt;
}

std::string_view text_attribute_of(
    std::span<const std::byte> body, std::size_t header_bytes, std::uint16_t type
) {
  const auto bytes = attribute_of(body, header_bytes, type);
  if (!bytes) return {};
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return text.substr(0, text.find('\0'));
}

}  // namespace oakprobe::packets
