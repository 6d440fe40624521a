#include "probe-agent/watch/udp_sightings.hpp"

#include "tests/support/probe_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;
using evidence::Sight;
using testing::IsEmpty;
using testing::SizeIs;

const IpAddress here = make_address("192.0.2.31");
const IpAddress peer = make_address("198.51.100.34");
constexpr std::uint64_t run = 7;
constexpr NodeId me{3};
constexpr FlowId flow{1};
constexpr std::uint16_t tunnel = 50'103;
constexpr unsigned eth0 = 2;
const PathId there{flow, me, NodeId{4}};
const PathId towards_us{flow, NodeId{4}, me};

class UdpSightingsTest : public testing::Test {
 protected:
  struct Packet {
    PathId path = towards_us;
    unsigned attempt = 0;
    SeenBy tap = SeenBy::link;
    bool outgoing = false;
    wire::DatagramKind kind = wire::DatagramKind::probe;
    std::uint16_t port = tunnel;
    unsigned interface = eth0;
    IpAddress to = here;
    packets::Place place = packets::Place::edge;
    std::uint64_t of_run = run;
    bool corrupted = false;
    bool misdelivered = false;
  };

  void see(const Packet& one) {
    wire::Datagram datagram;
    datagram.kind = one.kind;
    datagram.run = one.of_run;
    datagram.path = one.path;
    datagram.attempt = static_cast<std::uint16_t>(one.attempt);
    std::array<std::byte, wire::datagram_bytes_min> bytes;
    codec_.encode(datagram, bytes);
    packets::CapturedPacket packet;
    packet.view = {peer, one.to, false, packets::UdpView{40'000, one.port, bytes}};
    packet.outgoing = one.outgoing;
    packet.interface = one.interface;
    packet.place = one.place;
    packet.corrupted = one.corrupted;
    packet.misdelivered = one.misdelivered;
    sightings_.see(one.tap, packet);
  }

  evidence::AttemptSet seen(Sight sight) {
    const auto all = sightings_.sights();
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? evidence::AttemptSet() : (*all.front())[sight];
  }

  static wire::Datagram probe(unsigned attempt) {
    wire::Datagram datagram;
    datagram.run = run;
    datagram.path = towards_us;
    datagram.attempt = static_cast<std::uint16_t>(attempt);
    return datagram;
  }

  wire::DatagramCodec codec_ = testing_support::codec_of(me);
  UdpSightings sightings_{codec_, {run, me, {here}}, {{flow, {tunnel}}}};
};

TEST_F(UdpSightingsTest, FollowAProbeIntoTheHostAndItsEchoOut) {
  see({});
  EXPECT_TRUE(seen(Sight::reached).has(0));
  see({.tap = SeenBy::ip});
  EXPECT_TRUE(seen(Sight::past_ingress).has(0));
  EXPECT_TRUE(seen(Sight::admitted).empty());
  see({.tap = SeenBy::raw});
  EXPECT_TRUE(seen(Sight::admitted).has(0));
  see({.outgoing = true, .kind = wire::DatagramKind::echo});
  EXPECT_TRUE(seen(Sight::answer_left).has(0));
}

TEST_F(UdpSightingsTest, FollowAnOwnProbeOutAndItsEchoIn) {
  for (const auto& [place, sight] :
       {std::pair(packets::Place::edge, Sight::left),
        std::pair(packets::Place::inside, Sight::left_inside),
        std::pair(packets::Place::wrapped, Sight::left_wrapped)}) {
    see({.path = there, .outgoing = true, .to = peer, .place = place});
    EXPECT_TRUE(seen(sight).has(0));
  }
  see({.path = there, .kind = wire::DatagramKind::echo});
  EXPECT_TRUE(seen(Sight::answer_reached).has(0));
  see({.path = there, .tap = SeenBy::raw, .kind = wire::DatagramKind::echo});
  EXPECT_TRUE(seen(Sight::answer_admitted).has(0));
}

TEST_F(UdpSightingsTest, CountNothingOfOtherRunsAndNodes) {
  see({.of_run = run + 1});
  EXPECT_THAT(sightings_.sights(), IsEmpty());
}

// Those above are closer looks': they are answered, and not noted.
TEST_F(UdpSightingsTest, NoteTheAttemptsOfTheRunAndNoFurther) {
  unsigned admitted = 0;
  sightings_.on_admitted([&](const auto&, const auto&, const auto&) { ++admitted; });
  see({.attempt = evidence::attempts_max - 1, .tap = SeenBy::raw});
  EXPECT_EQ(seen(Sight::admitted).count(), 1);
  see({.attempt = evidence::attempts_max, .tap = SeenBy::raw});
  EXPECT_EQ(seen(Sight::admitted).count(), 1);
  EXPECT_EQ(admitted, 2U);
}

TEST_F(UdpSightingsTest, TellWhatIsWrongWithAnArrival) {
  see({.misdelivered = true});
  EXPECT_TRUE(seen(Sight::misdelivered).has(0));
  EXPECT_TRUE(seen(Sight::reached).empty());
  see({.port = tunnel + 1, .to = make_address("203.0.113.1"), .corrupted = true});
  EXPECT_TRUE(seen(Sight::other_port).has(0));
  EXPECT_TRUE(seen(Sight::foreign_address).has(0));
  EXPECT_TRUE(seen(Sight::corrupted).has(0));
  EXPECT_FALSE(sightings_.is_sound(probe(0)));
  EXPECT_TRUE(sightings_.is_sound(probe(1)));
}

TEST_F(UdpSightingsTest, TellAProbeThatARuleOfThisHostLedElsewhere) {
  see({});
  see({.tap = SeenBy::raw, .port = tunnel + 1});
  EXPECT_TRUE(seen(Sight::redirected).has(0));
  see({.attempt = 1, .outgoing = true});
  EXPECT_TRUE(seen(Sight::forwarded).empty()) << "the same packet, shown twice";
  see({.attempt = 1, .outgoing = true, .interface = eth0 + 1});
  EXPECT_TRUE(seen(Sight::forwarded).has(1));
}

TEST_F(UdpSightingsTest, TellAnErrorAboutAProbe) {
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  codec_.encode(probe(2), bytes);
  packets::IcmpErrorView error;
  error.quoted_payload = bytes;
  packets::CapturedPacket packet;
  packet.view = {here, peer, false, error};
  sightings_.see(SeenBy::link, packet);
  EXPECT_THAT(sightings_.sights(), IsEmpty()) << "it did not leave";
  packet.outgoing = true;
  sightings_.see(SeenBy::link, packet);
  EXPECT_TRUE(seen(Sight::error_left).has(2));
}

// Whoever has a key can send them.
TEST_F(UdpSightingsTest, KeepFewPathsOfFlowsThatLeadNowhere) {
  constexpr std::uint16_t stray_paths_max = 64;
  for (std::uint16_t i = 100; i < 100 + stray_paths_max + 1; ++i)
    see({.path = {FlowId{i}, NodeId{4}, me}});
  EXPECT_THAT(sightings_.sights(), SizeIs(stray_paths_max));
  see({.path = {FlowId{100}, NodeId{4}, me}, .attempt = 1});
  EXPECT_TRUE((*sightings_.sights().front())[Sight::reached].has(1)) << "known ones go on";
  see({});
  EXPECT_THAT(sightings_.sights(), SizeIs(stray_paths_max + 1)) << "and so do ordered ones";
}

// Each is looked for among all paths: a flood of them must not keep the agent busy.
TEST_F(UdpSightingsTest, LookForSoManyShortQuotesAndNoMore) {
  constexpr unsigned searches_max = 1'024;
  see({.path = there, .outgoing = true, .to = peer});
  packets::IcmpErrorView error;
  error.quoted_source = here;
  error.quoted_destination = peer;
  error.quoted_source_port = 40'000;
  error.quoted_destination_port = tunnel;
  for (unsigned i = 0; i < searches_max; ++i) ASSERT_TRUE(sightings_.quoted_attempt(error)) << i;
  EXPECT_FALSE(sightings_.quoted_attempt(error));
}

}  // namespace
}  // namespace oakprobe::agent
