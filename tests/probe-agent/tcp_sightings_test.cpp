#include "probe-agent/watch/tcp_sightings.hpp"

#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;
using evidence::Sight;

const IpAddress here = make_address("192.0.2.20");
const IpAddress peer = make_address("192.0.2.31");
const IpAddress container = make_address("172.17.0.2");
constexpr std::uint16_t api = 10'100;
constexpr std::uint16_t peer_port = 40'001;
constexpr unsigned eth0 = 2;
constexpr unsigned docker0 = 3;

class TcpSightingsTest : public ::testing::Test {
 protected:
  struct Segment {
    SeenBy tap = SeenBy::link;
    bool outgoing = false;
    unsigned interface = eth0;
    IpAddress from = peer;
    IpAddress to = here;
    packets::TcpView tcp;
  };

  static packets::TcpView syn(std::uint16_t to, std::uint16_t from = peer_port) {
    packets::TcpView view;
    view.source_port = from;
    view.destination_port = to;
    view.sequence = 500;
    view.timestamp = 7;
    view.syn = true;
    return view;
  }

  void take(const Segment& segment) {
    packets::CapturedPacket packet;
    packet.view = {segment.from, segment.to, false, segment.tcp};
    packet.outgoing = segment.outgoing;
    packet.interface = segment.interface;
    sightings_.see(segment.tap, packet);
  }

  evidence::SeenHandshake only() {
    const auto all = sightings_.seen().evidence();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? evidence::SeenHandshake() : all.front();
  }

  TcpSightings sightings_{{1, NodeId{0}, {here}}, {api, 10'110}, std::nullopt};
};

TEST_F(TcpSightingsTest, ShowARedirectionInWhicheverOrderTheTapsAreRead) {
  for (const std::uint16_t there : {std::uint16_t{8'080}, std::uint16_t{10'110}}) {
    for (const bool raw_first : {false, true}) {
      sightings_ = {{1, NodeId{0}, {here}}, {api, 10'110}, std::nullopt};
      const Segment arrived{.tcp = syn(api)};
      const Segment let_in{.tap = SeenBy::raw, .tcp = syn(there)};
      take(raw_first ? let_in : arrived);
      take(raw_first ? arrived : let_in);
      EXPECT_EQ(only().port, api);
      EXPECT_TRUE(only().has(Sight::redirected));
      EXPECT_FALSE(only().has(Sight::admitted));
      EXPECT_EQ(only().timestamp, 7U);
    }
  }
}

TEST_F(TcpSightingsTest, ShowNoneWhereAnotherConnectionHasTheSameNumber) {
  take({.tcp = syn(api)});
  take({.tap = SeenBy::raw, .tcp = syn(8'080, 50'000)});
  take({.tap = SeenBy::raw, .tcp = syn(api)});
  EXPECT_FALSE(only().has(Sight::redirected));
  EXPECT_TRUE(only().has(Sight::admitted));
}

TEST_F(TcpSightingsTest, ShowWhatIsSentOnToAnotherPortOrOutAgainWhereItCame) {
  take({.tcp = syn(api)});
  take({.outgoing = true, .to = here, .tcp = syn(api)});
  EXPECT_FALSE(only().has(Sight::forwarded)) << "the same packet, shown twice";
  take({.outgoing = true, .interface = docker0, .to = container, .tcp = syn(5'000)});
  EXPECT_TRUE(only().has(Sight::forwarded));
  sightings_ = {{1, NodeId{0}, {here}}, {api}, std::nullopt};
  take({.tcp = syn(api)});
  take({.outgoing = true, .to = make_address("192.0.2.33"), .tcp = syn(8'080)});
  EXPECT_TRUE(only().has(Sight::forwarded)) << "a hairpin";
}

TEST_F(TcpSightingsTest, ShowTheResetOfTheOwnOutput) {
  take({.tcp = syn(api)});
  packets::TcpView reset = syn(api);
  reset.syn = false;
  reset.reset = true;
  reset.sequence = 501;
  take({.outgoing = true, .interface = packets::loopback_interface, .tcp = reset});
  EXPECT_TRUE(only().has(Sight::reset_inside));
}

TEST_F(TcpSightingsTest, ShowThatOwnRulesSentAnAttemptElsewhere) {
  const PathId path{FlowId{0}, NodeId{0}, NodeId{1}};
  sightings_.opened({path, 0, peer, api, 41'000});
  take(
      {.outgoing = true,
       .interface = docker0,
       .from = here,
       .to = container,
       .tcp = syn(5'000, 41'000)}
  );
  ASSERT_EQ(sightings_.own().evidence().size(), 1U);
  EXPECT_TRUE(sightings_.own().evidence().front().diverted);
  EXPECT_TRUE(sightings_.own().evidence().front().left);
  // Another process's connection from the same port: the attempt's own SYN counts.
  packets::TcpView exact = syn(api, 41'000);
  exact.sequence = 900;
  take({.outgoing = true, .from = here, .to = peer, .tcp = exact});
  EXPECT_FALSE(sightings_.own().evidence().front().diverted);
  EXPECT_EQ(sightings_.own().evidence().front().sequence, 900U);
}

TEST_F(TcpSightingsTest, KeepTheClockOfTheFirstSynAndOfTheLast) {
  sightings_.opened({{FlowId{0}, NodeId{0}, NodeId{1}}, 0, peer, api, 41'000});
  take({.outgoing = true, .from = here, .to = peer, .tcp = syn(api, 41'000)});
  packets::TcpView again = syn(api, 41'000);
  again.timestamp = 1'007;
  take({.outgoing = true, .from = here, .to = peer, .tcp = again});
  EXPECT_EQ(sightings_.own().evidence().front().timestamp, 7U);
  EXPECT_EQ(sightings_.own().evidence().front().timestamp_last, 1'007U);
}

}  // namespace
}  // namespace oakprobe::agent
