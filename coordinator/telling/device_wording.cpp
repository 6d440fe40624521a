#include "coordinator/telling/device_wording.hpp"

#include "base/printable.hpp"

namespace oakprobe::telling {

using evidence::DeviceKind;

std::string outer_packets(const evidence::InnerDevice& device) {
  if (device.outer_port != 0) return "udp " + std::to_string(device.outer_port);
  switch (device.kind) {
    case DeviceKind::vxlan:
    case DeviceKind::geneve:
      return "its udp port";
    case DeviceKind::gre:
      return "IP protocol 47 (GRE)";
    case DeviceKind::ipip:
      return "IP protocols 4 and 41";
    case DeviceKind::ipsec:
      return "udp 500, udp 4500 and IP protocol 50 (ESP)";
    case DeviceKind::wireguard:
      return "its udp port (wg show " + excerpt(device.name) + " listen-port)";
    default:
      return "";
  }
}

namespace {

std::string kind_text(const evidence::InnerDevice& device) {
  switch (device.kind) {
    case DeviceKind::hardware:
      return "a device over another one";
    case DeviceKind::loopback:
      return "the loopback";
    case DeviceKind::dummy:
      return "a dummy, which leads nowhere";
    case DeviceKind::bridge:
      return "a bridge";
    case DeviceKind::bond:
      return "a bond";
    case DeviceKind::vlan:
      return "a VLAN";
    case DeviceKind::macvlan:
      return "a macvlan";
    case DeviceKind::vrf:
      return "a VRF";
    case DeviceKind::veth:
      return "a veth";
    case DeviceKind::open_vswitch:
      return "a port of Open vSwitch";
    case DeviceKind::vxlan:
      return "a VXLAN";
    case DeviceKind::geneve:
      return "a Geneve tunnel";
    case DeviceKind::gre:
      return "a GRE tunnel";
    case DeviceKind::ipip:
      return "an IP-in-IP tunnel";
    case DeviceKind::ipsec:
      return "an IPsec tunnel";
    case DeviceKind::wireguard:
      return "a WireGuard tunnel";
    case DeviceKind::tun:
      return "a TUN device, which a program (a VPN client) reads";
    case DeviceKind::ppp:
      return "a PPP link";
    case DeviceKind::tunnel:
      return "a tunnel";
  }
  return "a device";
}

}  // namespace

std::string described(const evidence::InnerDevice& device) {
  std::string text = excerpt(device.name) + ", " + kind_text(device);
  if (wraps(device)) {
    if (device.outer_port != 0) text += " over udp " + std::to_string(device.outer_port);
    return text;
  }
  std::string over;
  for (const std::string& name : device.over) over += (over.empty() ? "" : ", ") + excerpt(name);
  return over.empty() ? text : text + " over " + over;
}

}  // namespace oakprobe::telling
