#include "net/routing_table.hpp"

#include "net/netlink.hpp"

#include <gtest/gtest.h>

#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace oakprobe::net {
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

// `ip route replace default nexthop via 192.0.2.1 dev lo nexthop via 192.0.2.2 dev lo`
TEST(RoutingTable, CountsTheNextHopsOfAMultipathRoute) {
  Bytes message = default_route(RTN_UNICAST);
  Bytes hops;
  for (int i = 0; i < 2; ++i) {
    append(hops, rtnexthop{sizeof(rtnexthop) + 8, 0, 0, 1});
    attribute(hops, RTA_GATEWAY, std::uint32_t{0x010200c0});
  }
  append(message, rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + hops.size()), RTA_MULTIPATH});
  message.insert(message.end(), hops.begin(), hops.end());
  const auto route = read_route(message);
  ASSERT_TRUE(route);
  EXPECT_EQ(route->next_hops, 2U);
  EXPECT_EQ(route->interface, "lo");
  EXPECT_EQ(route->destination.to_string(), "0.0.0.0/0");
  EXPECT_FALSE(route->on_link);
}

TEST(RoutingTable, HasADefaultRouteThatRefuses) {
  const auto route = read_route(default_route(RTN_UNREACHABLE));
  ASSERT_TRUE(route);
  EXPECT_EQ(route->next_hops, 0U);
  EXPECT_EQ(route->interface, "unreachable");
}

TEST(RoutingTable, LeavesOutOtherTablesAndWhatIsNoWay) {
  EXPECT_FALSE(read_route(default_route(RTN_UNICAST, 100)));
  EXPECT_FALSE(read_route(default_route(RTN_LOCAL)));
  EXPECT_FALSE(read_route({}));
  const Bytes whole = default_route(RTN_UNICAST);
  for (std::size_t size = 0; size < whole.size(); ++size)
    (void)read_route(std::span(whole).first(size));  // total
}

TEST(RoutingTable, IsReadFromTheKernel) {
  EXPECT_TRUE(ipv4_routes(8));
  EXPECT_TRUE(ipv6_routes(8));
}

}  // namespace
}  // namespace oakprobe::net
