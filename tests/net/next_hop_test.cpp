#include "net/next_hop.hpp"

#include "tests/net/tap_fixture.hpp"

#include <cerrno>
#include <cstdlib>

#include <net/if.h>

namespace oakprobe::net {
namespace {

class NextHopTest : public TapTest {};

TEST_F(NextHopTest, IsTheDestinationOnTheLinkAndTheGatewayBehindIt) {
  hosts.run(Host::source, "ip route add 198.51.100.0/24 via 192.0.2.2");
  const unsigned wire = ::if_nametoindex("wire");
  const auto near = NextHops().to(make_address("192.0.2.2")).value();
  EXPECT_EQ(near.address, make_address("192.0.2.2"));
  EXPECT_EQ(near.interface, wire);
  EXPECT_TRUE(near.link_up);
  const auto far = NextHops(make_address("192.0.2.1")).to(make_address("198.51.100.7")).value();
  EXPECT_EQ(far.address, make_address("192.0.2.2"));
  EXPECT_EQ(far.interface, wire);
}

TEST_F(NextHopTest, OfIpv6IsFoundToo) {
  if (!has_ipv6()) GTEST_SKIP() << "no IPv6 here";
  hosts.run(Host::source, "ip -6 route add 2001:db8:1::/64 via 2001:db8::2");
  const auto far = NextHops().to(make_address("2001:db8:1::7")).value();
  EXPECT_EQ(far.address, make_address("2001:db8::2"));
  EXPECT_EQ(far.interface, ::if_nametoindex("wire"));
}

TEST_F(NextHopTest, MayBeAnIpv6GatewayOfAnIpv4Route) {
  if (!has_ipv6()) GTEST_SKIP() << "no IPv6 here";
  hosts.run(Host::source, "ip route add 198.51.100.0/24 via inet6 2001:db8::2");
  const auto far = NextHops().to(make_address("198.51.100.7")).value();
  EXPECT_EQ(far.address, make_address("2001:db8::2"));
}

TEST_F(NextHopTest, IsAnErrorWhereThereIsNoWay) {
  hosts.at(Host::source);
  EXPECT_EQ(NextHops().to(make_address("203.0.113.1")).error().value(), ENETUNREACH);
  hosts.run(Host::source, "ip route add prohibit 198.51.100.0/24");
  EXPECT_EQ(NextHops().to(make_address("198.51.100.7")).error().value(), EACCES);
}

TEST_F(NextHopTest, TellsALinkWithoutCarrier) {
  hosts.run(Host::target, "ip link set wire down");
  // The kernel tells the other end's loss of carrier a moment later (linkwatch).
  hosts.run(
      Host::source, "timeout 30 sh -c 'until ip link show wire | grep -q NO-CARRIER; do :; done'"
  );
  hosts.at(Host::source);
  // The kernel still takes the route, as long as ignore_routes_with_linkdown is off.
  const auto hop = NextHops().to(make_address("192.0.2.2")).value();
  EXPECT_FALSE(hop.link_up);
}

TEST_F(NextHopTest, TellsWhatIsKnownOfTheNeighbour) {
  hosts.at(Host::source);
  const auto target = make_address("192.0.2.2");
  const auto nobody = make_address("192.0.2.99");
  EXPECT_EQ(NextHops().to(target).value().neighbour, NeighbourState::unknown);
  PacketTap packets = packet_tap(Host::target);
  udp::socket socket = socket_at(Host::source, false);
  send_probe(socket, tunnel, 0);
  probes_until(packets, {false, tunnel, 0});
  socket.send_to(boost::asio::buffer(testing::probe_datagram()), udp::endpoint(nobody, tunnel));
  hosts.at(Host::source);
  EXPECT_EQ(NextHops().to(target).value().neighbour, NeighbourState::known);
  EXPECT_EQ(NextHops().to(nobody).value().neighbour, NeighbourState::asking);
  hosts.run(Host::source, "ip neigh replace 192.0.2.99 dev wire nud failed");
  EXPECT_EQ(NextHops().to(nobody).value().neighbour, NeighbourState::unanswered);
}

TEST_F(NextHopTest, TellsIpsecPoliciesForWhatLeaves) {
  hosts.at(Host::source);
  const auto before = has_ipsec_policies();
  if (!before) GTEST_SKIP() << "policies may not be read here";
  EXPECT_FALSE(*before);
  const std::string add = "ip xfrm policy add src 192.0.2.1/32 dst 192.0.2.2/32 dir ";
  if (std::system((add + "in tmpl proto esp mode tunnel 2>/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "this kernel has no IPsec";
  }
  EXPECT_EQ(has_ipsec_policies(), false) << "a policy for what comes in";
  hosts.run(Host::source, add + "out tmpl proto esp mode tunnel");
  EXPECT_EQ(has_ipsec_policies(), true);
}

}  // namespace
}  // namespace oakprobe::net
