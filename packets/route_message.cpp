#include "packets/route_message.hpp"

#include "packets/netlink_message.hpp"

#include <algorithm>

#include <linux/rtnetlink.h>
#include <net/if.h>

namespace oakprobe::packets {
namespace {

std::uint32_t u32_in(std::span<const std::byte> bytes) {
  return struct_in<std::uint32_t>(bytes).value_or(0);
}

std::uint32_t table_of(std::span<const std::byte> message, const rtmsg& head) {
  const auto table = attribute_of(message, sizeof(rtmsg), RTA_TABLE);
  return table ? u32_in(*table) : head.rtm_table;
}

std::optional<IpPrefix> destination_of(std::span<const std::byte> message, const rtmsg& head) {
  namespace ip = boost::asio::ip;
  const auto address = attribute_of(message, sizeof(rtmsg), RTA_DST);
  if (head.rtm_family == AF_INET && head.rtm_dst_len <= 32) {
    const auto bytes = address ? struct_in<ip::address_v4::bytes_type>(*address)
                               : std::optional(ip::address_v4::bytes_type{});
    if (bytes) return IpPrefix{ip::address_v4(*bytes), head.rtm_dst_len};
  }
  if (head.rtm_family == AF_INET6 && head.rtm_dst_len <= 128) {
    const auto bytes = address ? struct_in<ip::address_v6::bytes_type>(*address)
                               : std::optional(ip::address_v6::bytes_type{});
    if (bytes) return IpPrefix{ip::address_v6(*bytes), head.rtm_dst_len};
  }
  return std::nullopt;
}

bool has_gateway(std::span<const std::byte> body, std::size_t header_bytes) {
  return attribute_of(body, header_bytes, RTA_GATEWAY) || attribute_of(body, header_bytes, RTA_VIA);
}

std::string refusal_of(std::uint8_t type) {
  switch (type) {
    case RTN_UNREACHABLE:
      return "unreachable";
    case RTN_BLACKHOLE:
      return "blackhole";
    case RTN_PROHIBIT:
      return "prohibit";
    case RTN_THROW:
      return "throw";
    default:
      return "";
  }
}

// RTA_MULTIPATH: one rtnexthop after the other, each with attributes of its own.
void read_next_hops(std::span<const std::byte> hops, const InterfaceName& name_of, Route& route) {
  route.next_hops = 0;
  route.on_link = true;
  while (const auto hop = struct_in<rtnexthop>(hops)) {
    if (hop->rtnh_len < sizeof *hop || hop->rtnh_len > hops.size()) break;
    if (route.next_hops == 0)
      route.interface = name_of(static_cast<std::uint32_t>(hop->rtnh_ifindex));
    if (has_gateway(hops.first(hop->rtnh_len), sizeof *hop)) route.on_link = false;
    ++route.next_hops;
    const std::size_t step = (hop->rtnh_len + RTNH_ALIGNTO - 1) & ~(RTNH_ALIGNTO - 1U);
    hops = hops.subspan(std::min(step, hops.size()));
  }
}

}  // namespace

std::optional<Route> route_in(std::span<const std::byte> message, const InterfaceName& name_of) {
  const auto head = struct_in<rtmsg>(message);
  if (!head || (head->rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;
  if (table_of(message, *head) != RT_TABLE_MAIN) return std::nullopt;
  const auto destination = destination_of(message, *head);
  if (!destination) return std::nullopt;
  Route route;
  route.destination = *destination;
  if (head->rtm_type != RTN_UNICAST) {
    route.interface = refusal_of(head->rtm_type);
    route.next_hops = 0;
    if (route.interface.empty() || destination->length > 0) return std::nullopt;
    return route;
  }
  const IpAddress& address = destination->address;
  if (address.is_multicast() || (address.is_v6() && address.to_v6().is_link_local())) {
    return std::nullopt;
  }
  if (const auto hops = attribute_of(message, sizeof(rtmsg), RTA_MULTIPATH)) {
    read_next_hops(*hops, name_of, route);
  } else {
    const auto index = attribute_of(message, sizeof(rtmsg), RTA_OIF);
    route.interface = name_of(index ? u32_in(*index) : 0);
    route.on_link = !has_gateway(message, sizeof(rtmsg));
  }
  return route;
}

}  // namespace oakprobe::packets
