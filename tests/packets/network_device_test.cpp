#include "packets/network_device.hpp"

#include "packets/device_table.hpp"
#include "packets/netlink_message.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string_view>
#include <vector>

#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace oakprobe::packets {
namespace {

using evidence::DeviceKind;
using evidence::DeviceReach;

// RTM_NEWLINK as the kernel builds it (net/core/rtnetlink.c, rtnl_fill_ifinfo).
class Link {
 public:
  explicit Link(
      int index, const char* name, unsigned flags = IFF_UP, unsigned type = ARPHRD_ETHER
  ) {
    ifinfomsg header{};
    header.ifi_index = index;
    header.ifi_flags = flags;
    header.ifi_type = static_cast<unsigned short>(type);
    append(bytes_of(header));
    text(IFLA_IFNAME, name);
  }

  Link& number(std::uint16_t type, std::uint32_t value) { return put(type, bytes_of(value)); }
  Link& text(std::uint16_t type, std::string_view value) {
    std::vector<std::byte> bytes(value.size() + 1);
    std::memcpy(bytes.data(), value.data(), value.size());
    return put(type, bytes);
  }
  Link& mac(std::uint8_t last) {
    return put(IFLA_ADDRESS, bytes_of(MacAddress{2, 0, 0, 0, 0, last}));
  }
  Link& kind(std::string_view name, std::span<const std::byte> data = {}) {
    Link info;
    info.text(IFLA_INFO_KIND, name);
    if (!data.empty()) info.put(IFLA_INFO_DATA | NLA_F_NESTED, data);
    return put(IFLA_LINKINFO, info.bytes_);
  }
  static std::vector<std::byte> attribute(std::uint16_t type, std::initializer_list<int> octets) {
    Link one;
    std::vector<std::byte> bytes;
    for (const int octet : octets) bytes.push_back(static_cast<std::byte>(octet));
    one.put(type, bytes);
    return one.bytes_;
  }

  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }
  [[nodiscard]] NetworkDevice device() const { return network_device_in(bytes_).value(); }

 private:
  Link() = default;
  void append(std::span<const std::byte> part) {
    bytes_.insert(bytes_.end(), part.begin(), part.end());
  }
  Link& put(std::uint16_t type, std::span<const std::byte> value) {
    nlattr header{};
    header.nla_len = static_cast<std::uint16_t>(sizeof header + value.size());
    header.nla_type = type;
    append(bytes_of(header));
    append(value);
    while (bytes_.size() % NLA_ALIGNTO != 0) bytes_.push_back(std::byte{0});
    return *this;
  }

  std::vector<std::byte> bytes_;
};

Place place(const Link& link) { return DeviceTable({link.device()}).place_of(link.device().index); }

TEST(NetworkDevice, ReadsWhatCarriesIt) {
  const auto vxlan = Link(4, "vx0")
                         .kind("vxlan", Link::attribute(IFLA_VXLAN_PORT, {0x12, 0xb5}))
                         .number(IFLA_LINK, 2);
  EXPECT_EQ(vxlan.device().name, "vx0");
  EXPECT_EQ(vxlan.device().kind, DeviceKind::vxlan);
  EXPECT_EQ(vxlan.device().outer_port, 4789);
  EXPECT_EQ(vxlan.device().lower, 2U);
  const auto geneve =
      Link(5, "gnv").kind("geneve", Link::attribute(IFLA_GENEVE_PORT, {0x17, 0xc1}));
  EXPECT_EQ(geneve.device().outer_port, 6081);
  const auto vlan =
      Link(6, "eth0.10").kind("vlan", Link::attribute(IFLA_VLAN_ID, {10, 0})).number(IFLA_LINK, 2);
  EXPECT_EQ(vlan.device().vlan, 10);
  EXPECT_EQ(Link(7, "p").number(IFLA_MASTER, 3).device().master, 3U);
}

TEST(NetworkDevice, KnowsTheMachinesEdge) {
  EXPECT_EQ(place(Link(2, "eth0")), Place::edge);
  EXPECT_EQ(place(Link(1, "lo", IFF_UP | IFF_LOOPBACK, ARPHRD_LOOPBACK)), Place::local);
  const auto cable = Link(3, "veth1").kind("veth").number(IFLA_LINK, 9);
  EXPECT_EQ(place(cable), Place::inside) << "its peer is here";
  EXPECT_EQ(place(Link(cable).number(IFLA_LINK_NETNSID, 0)), Place::edge);
  for (const char* kind :
       {"bridge", "bond", "team", "vlan", "macvlan", "ipvlan", "vrf", "dummy", "openvswitch"})
    EXPECT_EQ(place(Link(4, "x").kind(kind).number(IFLA_LINK, 2)), Place::inside) << kind;
  EXPECT_EQ(
      place(Link(4, "eth0").kind("macvlan").number(IFLA_LINK, 2).number(IFLA_LINK_NETNSID, 0)),
      Place::edge
  ) << "in a container";
  for (const char* kind :
       {"vxlan",
        "geneve",
        "gre",
        "gretap",
        "ipip",
        "sit",
        "ip6tnl",
        "wireguard",
        "tun",
        "xfrm",
        "vti",
        "ppp",
        "some-new-vpn"})
    EXPECT_EQ(place(Link(5, "x").kind(kind)), Place::wrapped) << kind;
  EXPECT_EQ(place(Link(6, "ppp0", IFF_UP, ARPHRD_PPP)), Place::wrapped) << "before it had a kind";
  EXPECT_EQ(place(Link(7, "lan1").kind("dsa").number(IFLA_LINK, 2)), Place::edge)
      << "a switch chip's port";
  EXPECT_EQ(DeviceTable().place_of(8), Place::wrapped) << "nobody knows";
}

TEST(NetworkDevice, TellsABridgeToTheWireFromOneOfGuests) {
  const auto bridge = Link(3, "br0").kind("bridge").mac(3);
  const auto nic = Link(2, "eth0").number(IFLA_MASTER, 3).mac(2);
  const auto guest = Link(4, "veth4")
                         .kind("veth")
                         .number(IFLA_LINK, 2)
                         .number(IFLA_LINK_NETNSID, 1)
                         .number(IFLA_MASTER, 3)
                         .mac(4);
  const auto machine = Link(5, "vnet0").kind("tun").number(IFLA_MASTER, 3).mac(5);
  const auto reach = [&](const std::vector<NetworkDevice>& devices) {
    return DeviceTable(devices).reach_of(3);
  };
  EXPECT_EQ(reach({bridge.device(), nic.device(), guest.device()}), DeviceReach::outside);
  EXPECT_EQ(reach({bridge.device(), guest.device(), machine.device()}), DeviceReach::guests);
  EXPECT_EQ(reach({bridge.device()}), DeviceReach::nowhere);
  const DeviceTable table({bridge.device(), nic.device(), guest.device()});
  EXPECT_EQ(table.over(3), (std::vector<std::string>{"eth0", "veth4"}));
  EXPECT_EQ(table.upper_addresses(), (std::vector<MacAddress>{{2, 0, 0, 0, 0, 3}}));
}

TEST(NetworkDevice, TakesTheTagsOfItsVlans) {
  const auto nic = Link(2, "eth0");
  const auto vlan =
      Link(6, "eth0.10").kind("vlan", Link::attribute(IFLA_VLAN_ID, {10, 0})).number(IFLA_LINK, 2);
  const auto port = Link(7, "eth1").number(IFLA_MASTER, 3);
  const DeviceTable table({nic.device(), vlan.device(), port.device()});
  EXPECT_TRUE(table.takes_tag(2, 10));
  EXPECT_TRUE(table.takes_tag(2, 0)) << "a priority alone";
  EXPECT_FALSE(table.takes_tag(2, 20));
  EXPECT_TRUE(table.takes_tag(7, 20)) << "its bridge decides";
}

TEST(NetworkDevice, TakesAnyBytes) {
  const auto whole = Link(4, "vx0")
                         .kind("vxlan", Link::attribute(IFLA_VXLAN_PORT, {0x12, 0xb5}))
                         .number(IFLA_MASTER, 3)
                         .bytes();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::span<const std::byte> cut = std::span(whole).first(size);
    EXPECT_EQ(network_device_in(cut).has_value(), size >= sizeof(ifinfomsg));
    for (std::size_t at = 0; at < size; ++at) {
      std::vector<std::byte> changed(cut.begin(), cut.end());
      for (const int value : {0, 1, 0x7f, 0xff}) {
        changed[at] = static_cast<std::byte>(value);
        (void)network_device_in(changed);
      }
    }
  }
}

}  // namespace
}  // namespace oakprobe::packets
