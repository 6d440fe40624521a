#include "probe-agent/watch/tcp_sightings.hpp"
#include "probe-agent/watch/udp_sightings.hpp"
#include "tests/support/probe_keys.hpp"

#include <gtest/gtest.h>

#include <array>
#include <span>

// Which of its own packets an ICMP error speaks of, as a packet tap shows it.
namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;

const IpAddress here = make_address("192.0.2.31");
const IpAddress peer = make_address("198.51.100.34");
constexpr std::uint16_t tunnel = 50'103;
constexpr std::uint16_t own_port = 40'001;
constexpr std::uint64_t run = 7;
const PathId path{FlowId{1}, NodeId{3}, NodeId{4}};

using Bytes = std::array<std::byte, wire::datagram_bytes_min>;

class QuotedAttempt : public ::testing::Test {
 protected:
  Bytes probe(const PathId& of, std::uint16_t attempt, std::uint64_t of_run = run) {
    wire::Datagram datagram;
    datagram.run = of_run;
    datagram.path = of;
    datagram.attempt = attempt;
    Bytes bytes;
    codec_.encode(datagram, bytes);
    return bytes;
  }

  void leaves(const PathId& of, std::uint16_t attempt) {
    const Bytes bytes = probe(of, attempt);
    packets::CapturedPacket packet;
    const auto from = static_cast<std::uint16_t>(own_port + attempt);
    packet.view = {here, peer, false, packets::UdpView{from, tunnel, bytes}};
    packet.outgoing = true;
    packet.interface = 2;
    udp_.see(SeenBy::link, packet);
  }

  static packets::IcmpErrorView error(std::span<const std::byte> quote) {
    packets::IcmpErrorView view;
    view.type = 3;
    view.code = 13;
    view.quoted_source = here;
    view.quoted_destination = peer;
    view.quoted_source_port = own_port + 1;
    view.quoted_destination_port = tunnel;
    view.quoted_payload = quote;
    return view;
  }

  wire::DatagramCodec codec_ = testing_support::codec_of(NodeId{3});
  UdpSightings udp_{codec_, {run, NodeId{3}, {here}}, {}};
};

TEST_F(QuotedAttempt, IsNamedByAWholeProbe) {
  const auto found = udp_.quoted_attempt(error(probe(path, 1)));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
  EXPECT_EQ(found->attempt, 1);
}

TEST_F(QuotedAttempt, IsNoneOfAnotherRunOrNodeOrALook) {
  const PathId towards_us{FlowId{1}, NodeId{4}, NodeId{3}};
  EXPECT_FALSE(udp_.quoted_attempt(error(probe(path, 1, run + 1))));
  EXPECT_FALSE(udp_.quoted_attempt(error(probe(towards_us, 1))));
  EXPECT_FALSE(udp_.quoted_attempt(error(probe(path, 64))));
}

TEST_F(QuotedAttempt, IsFoundByPortsAndAddressesOfAShortQuote) {
  leaves(path, 0);
  leaves(path, 1);
  const auto found = udp_.quoted_attempt(error({}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
  EXPECT_EQ(found->attempt, 1);
}

TEST_F(QuotedAttempt, IsNotGuessedFromAShortQuote) {
  leaves(path, 0);
  leaves(path, 1);
  packets::IcmpErrorView other = error({});
  other.quoted_source_port = own_port + 7;
  EXPECT_FALSE(udp_.quoted_attempt(other)) << "no probe left from there";
  other = error({});
  other.quoted_destination_port = tunnel + 1;
  EXPECT_FALSE(udp_.quoted_attempt(other)) << "nor to there";
  other = error({});
  other.quoted_source = peer;
  EXPECT_FALSE(udp_.quoted_attempt(other)) << "another machine's";
  const PathId twin{FlowId{1}, NodeId{3}, NodeId{5}};
  leaves(twin, 1);
  EXPECT_FALSE(udp_.quoted_attempt(error({}))) << "two paths to one address";
}

TEST_F(QuotedAttempt, IsNotLookedForWithoutEnd) {
  leaves(path, 1);
  for (int flood = 0; flood < 2'000; ++flood) (void)udp_.quoted_attempt(error({}));
  EXPECT_FALSE(udp_.quoted_attempt(error({})));
  EXPECT_TRUE(udp_.quoted_attempt(error(probe(path, 1)))) << "that names its path";
}

TEST_F(QuotedAttempt, OfTcpIsKnownByItsSequenceNumber) {
  TcpSightings tcp({run, NodeId{3}, {here}}, {}, std::nullopt);
  OpenedAttempt opened;
  opened.path = path;
  opened.attempt = 2;
  opened.destination = peer;
  opened.port = 10'003;
  opened.local_port = own_port;
  tcp.opened(opened);
  packets::TcpView syn;
  syn.source_port = own_port;
  syn.destination_port = 10'003;
  syn.sequence = 500;
  syn.syn = true;
  packets::CapturedPacket packet;
  packet.view = {here, peer, false, syn};
  packet.outgoing = true;
  packet.interface = 2;
  tcp.see(SeenBy::link, packet);
  packets::IcmpErrorView view = error({});
  view.quoted_protocol = Protocol::tcp;
  view.quoted_source_port = own_port;
  view.quoted_destination_port = 10'003;
  view.quoted_sequence = 500;
  const auto found = tcp.own().quoted_attempt(view);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
  EXPECT_EQ(found->attempt, 2);
  view.quoted_sequence = 501;
  EXPECT_FALSE(tcp.own().quoted_attempt(view));
  view.quoted_sequence = 500;
  view.quoted_destination_port = 10'004;
  EXPECT_FALSE(tcp.own().quoted_attempt(view));
}

}  // namespace
}  // namespace oakprobe::agent
