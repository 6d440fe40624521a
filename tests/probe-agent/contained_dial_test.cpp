#include "probe-agent/watch/tcp_sightings.hpp"

#include <gtest/gtest.h>

#include <set>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;

const IpAddress ours = make_address("192.0.2.20");
const IpAddress gateway = make_address("172.17.0.1");
const IpAddress container = make_address("172.17.0.2");
const IpAddress root = make_address("192.0.2.10");

constexpr std::uint16_t from_port = 40'000;
constexpr std::uint16_t to_port = 10'000;
constexpr std::uint32_t sequence = 77;
constexpr unsigned bridge = 5;
constexpr unsigned outside = 2;

// What a host's taps see of a connection that is dialled in a container of it.
class ContainedDial : public ::testing::Test {
 protected:
  void dial(const IpAddress& to) { sightings_.opened({{}, 0, to, to_port, from_port, true}); }

  void syn(
      const IpAddress& from,
      const IpAddress& to,
      unsigned interface,
      bool outgoing,
      SeenBy tap = SeenBy::link
  ) {
    packets::TcpView tcp;
    tcp.source_port = from_port;
    tcp.destination_port = to_port;
    tcp.sequence = sequence;
    tcp.syn = true;
    take({from, to, false, tcp}, interface, outgoing, tap);
  }
  void syn_ack(const IpAddress& to, unsigned interface, bool outgoing) {
    packets::TcpView tcp;
    tcp.source_port = to_port;
    tcp.destination_port = from_port;
    tcp.sequence = 99;
    tcp.acknowledged = sequence + 1;
    tcp.syn = tcp.ack = true;
    take({root, to, false, tcp}, interface, outgoing, SeenBy::link);
  }
  void take(packets::PacketView view, unsigned interface, bool outgoing, SeenBy tap) {
    packets::CapturedPacket packet;
    packet.view = std::move(view);
    packet.outgoing = outgoing;
    packet.interface = interface;
    sightings_.see(tap, packet);
  }

  TcpSightings sightings_{
      WatchIdentity{1, NodeId{0}, {ours, gateway}}, std::set<std::uint16_t>{to_port}, std::nullopt};
};

TEST_F(ContainedDial, HasLeftWhenItWentOnToTheOutside) {
  dial(root);
  syn(container, root, bridge, false);
  EXPECT_FALSE(sightings_.own().evidence().front().left);
  syn(ours, root, outside, true);
  syn_ack(ours, outside, false);
  const evidence::OwnHandshake own = sightings_.own().evidence().front();
  EXPECT_TRUE(own.left);
  EXPECT_EQ(own.sequence, sequence);
  EXPECT_TRUE(own.answer_reached);
  EXPECT_FALSE(own.answer_admitted);
  syn_ack(container, bridge, true);
  EXPECT_TRUE(sightings_.own().evidence().front().answer_admitted);
  EXPECT_TRUE(sightings_.seen().evidence().empty()) << "nobody dialled this host";
}

TEST_F(ContainedDial, ArrivesAtItsOwnHostWhenItComesOverTheBridge) {
  dial(ours);
  syn(container, ours, bridge, false);
  EXPECT_TRUE(sightings_.own().evidence().front().left);
  ASSERT_EQ(sightings_.seen().evidence().size(), 1U);
  EXPECT_TRUE(sightings_.seen().evidence().front().has(evidence::Sight::reached));
  EXPECT_FALSE(sightings_.seen().evidence().front().has(evidence::Sight::admitted));
  syn(container, ours, bridge, false, SeenBy::raw);
  EXPECT_TRUE(sightings_.seen().evidence().front().has(evidence::Sight::admitted));
}

TEST_F(ContainedDial, IsNotTakenForAnotherProcesss) {
  dial(root);
  syn(ours, root, outside, true);  // from the same port, and not through the bridge
  EXPECT_FALSE(sightings_.own().evidence().front().left);
}

}  // namespace
}  // namespace oakprobe::agent
