#include "oakestra/overlay.hpp"

#include <cstdint>

namespace oakprobe::oakestra {
namespace {

constexpr std::uint8_t ipv4_bits = 12;
constexpr std::uint8_t ipv6_bits = 7;

}  // namespace

std::optional<IpPrefix> overlay_ipv4(const TunnelConfig& tuncfg) {
  const auto address = parse_ip_address(tuncfg.address);
  if (!address || !address->is_v4()) return std::nullopt;
  const std::uint32_t mask = ~0U << (32U - ipv4_bits);
  return IpPrefix{boost::asio::ip::address_v4(address->to_v4().to_uint() & mask), ipv4_bits};
}

std::optional<IpPrefix> overlay_ipv6(const TunnelConfig& tuncfg) {
  const auto address = parse_ip_address(tuncfg.address_ipv6);
  if (!address || !address->is_v6()) return std::nullopt;
  boost::asio::ip::address_v6::bytes_type network{};
  network[0] = static_cast<unsigned char>(address->to_v6().to_bytes()[0] & 0xfeU);
  return IpPrefix{boost::asio::ip::address_v6(network), ipv6_bits};
}

}  // namespace oakprobe::oakestra
