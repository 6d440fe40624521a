#include "packets/route_message.hpp"

#include "packets/netlink_message.hpp"

#include <gtest/gtest.h>

#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace oakprobe::packets {
namespace {

using Bytes = std::vector<std::byte>;

template <class T>
void append(Bytes& to, const T& value) {
  const auto bytes = bytes_of(value);
  to.insert(to.end(), bytes.begin(), bytes.end());
}

template <class T>
void attribute(Bytes& to, std::uint16_t type, const T& value) {
  append(to, rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + sizeof value), type});
  append(to, value);
}

Bytes default_route(std::uint8_t type, std::uint8_t table = RT_TABLE_MAIN) {
  rtmsg head{};
  head.rtm_family = AF_INET;
  head.rtm_type = type;
  head.rtm_table = table;
  Bytes message;
  append(message, head);
  attribute(message, RTA_TABLE, std::uint32_t{table});
  return message;
}

std::string name_of(std::uint32_t index) { return index == 1 ? "lo" : "another"; }

// `ip route replace default nexthop via 192.0.2.1 dev lo nexthop via 192.0.2.2 dev lo`
TEST(RouteMessage, CountsTheNextHopsOfAMultipathRoute) {
  Bytes message = default_route(RTN_UNICAST);
  Bytes hops;
  for (int i = 0; i < 2; ++i) {
    append(hops, rtnexthop{sizeof(rtnexthop) + 8, 0, 0, 1});
    attribute(hops, RTA_GATEWAY, std::uint32_t{0x010200c0});
  }
  append(message, rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + hops.size()), RTA_MULTIPATH});
  message.insert(message.end(), hops.begin(), hops.end());
  const auto route = route_in(message, name_of);
  ASSERT_TRUE(route);
  EXPECT_EQ(route->next_hops, 2U);
  EXPECT_EQ(route->interface, "lo");
  EXPECT_EQ(route->destination.to_string(), "0.0.0.0/0");
  EXPECT_FALSE(route->on_link);
}

TEST(RouteMessage, HasADefaultRouteThatRefuses) {
  const auto route = route_in(default_route(RTN_UNREACHABLE), name_of);
  ASSERT_TRUE(route);
  EXPECT_EQ(route->next_hops, 0U);
  EXPECT_EQ(route->interface, "unreachable");
}

TEST(RouteMessage, LeavesOutOtherTablesAndWhatIsNoWay) {
  EXPECT_FALSE(route_in(default_route(RTN_UNICAST, 100), name_of));
  EXPECT_FALSE(route_in(default_route(RTN_LOCAL), name_of));
  EXPECT_FALSE(route_in({}, name_of));
  const Bytes whole = default_route(RTN_UNICAST);
  for (std::size_t size = 0; size < whole.size(); ++size)
    (void)route_in(std::span(whole).first(size), name_of);  // total
}

}  // namespace
}  // namespace oakprobe::packets
