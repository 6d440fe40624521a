#include "packets/network_device.hpp"

#include "base/big_endian.hpp"
#include "packets/netlink_message.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace oakprobe::packets {
namespace {

using evidence::DeviceKind;
using Bytes = std::span<const std::byte>;

// IFLA_INFO_KIND, as each driver's rtnl_link_ops names itself.
constexpr std::pair<std::string_view, DeviceKind> kinds[]{
    {"dummy", DeviceKind::dummy},
    {"bridge", DeviceKind::bridge},
    {"bond", DeviceKind::bond},
    {"team", DeviceKind::bond},
    {"vlan", DeviceKind::vlan},
    {"macvlan", DeviceKind::macvlan},
    {"macvtap", DeviceKind::macvlan},
    {"ipvlan", DeviceKind::macvlan},
    {"ipvtap", DeviceKind::macvlan},
    {"vrf", DeviceKind::vrf},
    {"veth", DeviceKind::veth},
    {"netkit", DeviceKind::veth},
    {"vxlan", DeviceKind::vxlan},
    {"geneve", DeviceKind::geneve},
    {"gre", DeviceKind::gre},
    {"gretap", DeviceKind::gre},
    {"ip6gre", DeviceKind::gre},
    {"ip6gretap", DeviceKind::gre},
    {"erspan", DeviceKind::gre},
    {"ip6erspan", DeviceKind::gre},
    {"ipip", DeviceKind::ipip},
    {"sit", DeviceKind::ipip},
    {"ip6tnl", DeviceKind::ipip},
    {"xfrm", DeviceKind::ipsec},
    {"vti", DeviceKind::ipsec},
    {"vti6", DeviceKind::ipsec},
    {"wireguard", DeviceKind::wireguard},
    {"tun", DeviceKind::tun},
    {"ppp", DeviceKind::ppp},
    {"openvswitch", DeviceKind::open_vswitch},
    // Ports of a switch chip have the processor's own port for a lower device, and are the wire.
    {"dsa", DeviceKind::hardware},
    {"ipoib", DeviceKind::hardware},
    {"wwan", DeviceKind::hardware},
    {"netdevsim", DeviceKind::hardware},
};

template <class T>
T value_of(Bytes body, std::size_t header_bytes, std::uint16_t type) {
  return attribute_as<T>(body, header_bytes, type).value_or(T{});
}

// In network order.
std::uint16_t port_in(Bytes data, std::uint16_t type) {
  const auto bytes = attribute_of(data, 0, type);
  return bytes && bytes->size() >= 2 ? load_big_endian<std::uint16_t>(*bytes) : 0;
}

// A device without a kind of its own; other drivers' have one.
DeviceKind kind_without_name(const ifinfomsg& link) {
  if ((link.ifi_flags & IFF_LOOPBACK) != 0) return DeviceKind::loopback;
  switch (link.ifi_type) {
    case ARPHRD_PPP:
      return DeviceKind::ppp;
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
      return DeviceKind::ipip;
    case ARPHRD_IPGRE:
      return DeviceKind::gre;
    default:
      return DeviceKind::hardware;
  }
}

DeviceKind kind_of(const ifinfomsg& link, std::string_view name) {
  if (name.empty()) return kind_without_name(link);
  const auto found = std::ranges::find(kinds, name, [](const auto& one) { return one.first; });
  return found == std::end(kinds) ? DeviceKind::tunnel : found->second;
}

}  // namespace

std::optional<NetworkDevice> network_device_in(Bytes body) {
  constexpr std::size_t header_bytes = sizeof(ifinfomsg);
  const auto link = struct_in<ifinfomsg>(body);
  if (!link || link->ifi_index <= 0) return std::nullopt;
  NetworkDevice device;
  device.index = static_cast<unsigned>(link->ifi_index);
  device.name = text_attribute_of(body, header_bytes, IFLA_IFNAME);
  device.lower = value_of<std::uint32_t>(body, header_bytes, IFLA_LINK);
  if (device.lower == device.index) device.lower = 0;
  device.lower_elsewhere = attribute_of(body, header_bytes, IFLA_LINK_NETNSID).has_value();
  device.master = value_of<std::uint32_t>(body, header_bytes, IFLA_MASTER);
  if (const auto address = attribute_of(body, header_bytes, IFLA_ADDRESS);
      address && address->size() == std::tuple_size_v<MacAddress>) {
    device.address = struct_in<MacAddress>(*address);
  }
  const auto info = attribute_of(body, header_bytes, IFLA_LINKINFO).value_or(Bytes());
  device.kind = kind_of(*link, text_attribute_of(info, 0, IFLA_INFO_KIND));
  const auto data = attribute_of(info, 0, IFLA_INFO_DATA).value_or(Bytes());
  if (device.kind == DeviceKind::vxlan) device.outer_port = port_in(data, IFLA_VXLAN_PORT);
  if (device.kind == DeviceKind::geneve) device.outer_port = port_in(data, IFLA_GENEVE_PORT);
  if (device.kind == DeviceKind::vlan && attribute_of(data, 0, IFLA_VLAN_ID))
    device.vlan = value_of<std::uint16_t>(data, 0, IFLA_VLAN_ID);
  return device;
}

}  // namespace oakprobe::packets
