#include "net/raw_udp_sender.hpp"

#include "tests/net/tap_fixture.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace oakprobe::net {
namespace {

class RawUdpSenderTest : public TapTest, public ::testing::WithParamInterface<bool> {
 protected:
  bool v6() const { return GetParam(); }
  void SetUp() override {
    TapTest::SetUp();
    if (v6() && !has_ipv6()) GTEST_SKIP() << "no IPv6 here";
  }
};
INSTANTIATE_TEST_SUITE_P(Families, RawUdpSenderTest, ::testing::Bool(), [](const auto& test) {
  return test.param ? "IPv6" : "IPv4";
});

// A connected socket takes only what has its peer's address and port, and a right checksum.
TEST_P(RawUdpSenderTest, AnswersForAnotherProcessesPort) {
  udp::socket owner = socket_at(Host::target, v6(), tunnel);
  udp::socket peer = socket_at(Host::source, v6());
  peer.connect(owner.local_endpoint());
  hosts.at(Host::target);
  const auto sender = RawUdpSender::open(v6()).value();
  for (const std::uint16_t size : std::initializer_list<std::uint16_t>{64, 65, 1'200}) {
    const auto echo = testing::probe_datagram(0, size, wire::DatagramKind::echo);
    ASSERT_EQ(sender.send(owner.local_endpoint(), peer.local_endpoint(), echo), 0) << size;
    ASSERT_TRUE(receives(peer)) << size;
    std::array<std::byte, 2'000> buffer{};
    const std::size_t got = peer.receive(boost::asio::buffer(buffer));
    EXPECT_TRUE(std::ranges::equal(std::span(buffer).first(got), echo)) << size;
  }
}

TEST_P(RawUdpSenderTest, IsHeldBackByTheHostsOwnFirewall) {
  hosts.firewall(Host::target, "type filter hook output priority 0;", "udp sport 50103 drop");
  const auto sender = RawUdpSender::open(v6()).value();
  const udp::endpoint from(address(Host::target, v6()), tunnel);
  const udp::endpoint to(address(Host::source, v6()), 40'000);
  EXPECT_EQ(sender.send(from, to, testing::probe_datagram()), EPERM);
}

TEST_P(RawUdpSenderTest, RefusesAnAddressThatIsNotTheHosts) {
  hosts.at(Host::target);
  const auto sender = RawUdpSender::open(v6()).value();
  const udp::endpoint from(make_address(v6() ? "2001:db8::99" : "192.0.2.99"), tunnel);
  const udp::endpoint to(address(Host::source, v6()), 40'000);
  EXPECT_NE(sender.send(from, to, testing::probe_datagram()), 0);
}

TEST_P(RawUdpSenderTest, NeverSendsWhatHarmsATunnel) {
  hosts.at(Host::target);
  const auto sender = RawUdpSender::open(v6()).value();
  const udp::endpoint from(address(Host::target, v6()), tunnel);
  const udp::endpoint to(address(Host::source, v6()), 40'000);
  const testing::Packet ipv4_like(64, std::byte{0x45});
  const testing::Packet ipv6_like(64, std::byte{0x60});
  EXPECT_DEATH((void)sender.send(from, to, {}), "empty");
  EXPECT_DEATH((void)sender.send(from, to, ipv4_like), "version");
  EXPECT_DEATH((void)sender.send(from, to, ipv6_like), "version");
}

}  // namespace
}  // namespace oakprobe::net
