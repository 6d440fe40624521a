#pragma once

#include "base/described_enum.hpp"
#include "base/ip_address.hpp"
#include "base/ip_prefix.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// A node's network devices that are not the machine's edge, and what leaves by them. A frame on
// such a device is still inside: filters may follow, or it travels on in another packet.
namespace oakprobe::evidence {

// What the kernel calls a device's kind (IFLA_INFO_KIND, rtnetlink(7)), as far as it matters here.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    DeviceKind,
    std::uint8_t,
    hardware,  // no kind, or one that is a wire's end
    loopback,
    dummy,
    bridge,
    bond,  // and team
    vlan,
    macvlan,  // and ipvlan
    vrf,
    veth,  // its peer is in the same network namespace
    open_vswitch,
    vxlan,
    geneve,
    gre,
    ipip,  // an IP packet within an IP packet: ipip, sit, ip6tnl
    ipsec,
    wireguard,
    tun,  // and tap: a program reads it
    ppp,
    tunnel  // another that wraps, or one whose kind is not known
)

// Whither a frame can go that enters the device.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    DeviceReach,
    std::uint8_t,
    outside,  // by a lower device or a port to the wire, or within other packets
    guests,   // to ports alone whose far side is a container's or a virtual machine's
    nowhere
)

struct InnerDevice {
  std::string name;
  DeviceKind kind = DeviceKind::tunnel;
  DeviceReach reach = DeviceReach::outside;
  std::uint16_t outer_port = 0;    // UDP, of the packets that carry it; 0: none, or not known
  std::vector<std::string> over;   // its lower device or its ports, by name
  std::vector<IpPrefix> networks;  // its addresses, with the length of their network

  friend bool operator==(const InnerDevice&, const InnerDevice&) = default;
};

// An address to which the node's kernel sends by an inner device.
struct InnerWay {
  IpAddress to;
  std::uint8_t device = 0;  // its position in NodeEvidence::inner_devices
  std::optional<IpAddress> gateway;

  friend bool operator==(const InnerWay&, const InnerWay&) = default;
};

// Of longer lists the first are told.
inline constexpr std::size_t inner_devices_max = 64;
inline constexpr std::size_t device_over_max = 8;
inline constexpr std::size_t device_networks_max = 8;
inline constexpr std::size_t ways_max = 4'096;

}  // namespace oakprobe::evidence
