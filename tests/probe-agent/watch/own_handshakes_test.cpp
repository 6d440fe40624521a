#include "probe-agent/watch/own_handshakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;
using testing::SizeIs;

const IpAddress here = make_address("192.0.2.20");
const IpAddress target = make_address("192.0.2.31");
const IpAddress container = make_address("172.17.0.2");
const PathId path{FlowId{0}, NodeId{0}, NodeId{1}};
constexpr std::uint16_t api = 10'100;
constexpr std::uint16_t own_port = 41'000;
constexpr std::uint32_t sequence = 500;

packets::TcpView syn(std::uint16_t from = own_port, std::uint32_t number = sequence) {
  packets::TcpView view;
  view.source_port = from;
  view.destination_port = api;
  view.sequence = number;
  view.timestamp = 7;
  view.syn = true;
  return view;
}

packets::TcpView answer(std::uint32_t number = sequence) {
  packets::TcpView view;
  view.source_port = api;
  view.destination_port = own_port;
  view.sequence = 9'000;
  view.acknowledged = number + 1;
  view.syn = view.ack = true;
  return view;
}

packets::CapturedPacket packet(
    const IpAddress& from, const IpAddress& to, packets::Place place = packets::Place::edge
) {
  packets::CapturedPacket captured;
  captured.view.source = from;
  captured.view.destination = to;
  captured.interface = 2;
  captured.place = place;
  return captured;
}

class OwnHandshakesTest : public testing::Test {
 protected:
  void opens(bool from_container = false, std::uint8_t attempt = 0) {
    handshakes_.opened({path, attempt, target, api, own_port, from_container});
  }
  evidence::OwnHandshake only() {
    const auto all = handshakes_.evidence();
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? evidence::OwnHandshake() : all.front();
  }

  OwnHandshakes handshakes_{{here}};
};

TEST_F(OwnHandshakesTest, FollowOneThereAndBack) {
  opens();
  EXPECT_FALSE(only().was_seen());
  handshakes_.left(packet(here, target), syn());
  EXPECT_TRUE(only().left);
  EXPECT_EQ(only().sequence, sequence);
  EXPECT_TRUE(handshakes_.is_hosts_own(sequence));
  handshakes_.answer_came(SeenBy::link, packet(target, here), answer());
  EXPECT_TRUE(only().answer_reached);
  EXPECT_FALSE(only().answer_admitted);
  handshakes_.answer_came(SeenBy::raw, packet(target, here), answer());
  EXPECT_TRUE(only().answer_admitted);
  EXPECT_EQ(only().answer_sequence, 9'000U);
}

TEST_F(OwnHandshakesTest, TellWhereItLeft) {
  opens();
  handshakes_.left(packet(here, target, packets::Place::inside), syn());
  EXPECT_TRUE(only().left_inside);
  handshakes_.left(packet(here, target, packets::Place::wrapped), syn());
  EXPECT_TRUE(only().left_wrapped);
  EXPECT_FALSE(only().left);
  handshakes_.left(packet(here, target), syn());
  EXPECT_TRUE(only().left);
}

TEST_F(OwnHandshakesTest, TellAResetToIt) {
  opens();
  handshakes_.left(packet(here, target), syn());
  handshakes_.reset_came(packet(target, here), answer(sequence + 1));
  EXPECT_FALSE(only().reset_reached) << "to another connection";
  handshakes_.reset_came(packet(target, here), answer());
  EXPECT_TRUE(only().reset_reached);
}

// Its SYN was not seen: then an answer is known by the port that it comes to.
TEST_F(OwnHandshakesTest, KnowAnAnswerByItsPortWhereNoSynWasSeen) {
  opens();
  handshakes_.answer_came(SeenBy::link, packet(make_address("192.0.2.99"), here), answer());
  EXPECT_FALSE(only().answer_reached);
  handshakes_.answer_came(SeenBy::link, packet(target, here), answer());
  EXPECT_TRUE(only().answer_reached);
}

// A rule of this host has translated its port.
TEST_F(OwnHandshakesTest, GiveAStraySynToAnAttemptThatNeverLeft) {
  opens();
  handshakes_.left(packet(here, target), syn(own_port + 5));
  handshakes_.answer_came(SeenBy::link, packet(target, here), answer());
  EXPECT_TRUE(only().left);
  EXPECT_TRUE(only().answer_reached);
  EXPECT_EQ(only().path, path);
  EXPECT_EQ(only().local_port, own_port);
  EXPECT_FALSE(handshakes_.quoted_attempt([] {
    packets::IcmpErrorView error;
    error.quoted_protocol = Protocol::tcp;
    error.quoted_destination = target;
    error.quoted_destination_port = api;
    error.quoted_sequence = sequence;
    return error;
  }())
  ) << "nobody knows whose it was";
}

TEST_F(OwnHandshakesTest, KeepNoSynToWhereNobodyDials) {
  opens();
  handshakes_.left(packet(here, container), syn(own_port + 5));
  EXPECT_FALSE(only().was_seen());
}

TEST_F(OwnHandshakesTest, KeepSoManyStraysAndNoMore) {
  constexpr unsigned strays_max = 4'096;
  for (const unsigned others : {strays_max - 1, strays_max}) {
    handshakes_ = OwnHandshakes({here});
    const IpAddress other = make_address("192.0.2.77");
    handshakes_.opened({path, 1, other, api, 42'000});
    handshakes_.left(packet(here, other), syn(42'000, 1));
    opens();
    for (unsigned i = 0; i < others; ++i)
      handshakes_.left(packet(here, other), syn(50'000, 1'000 + i));
    handshakes_.left(packet(here, target), syn(own_port + 5));
    EXPECT_EQ(handshakes_.evidence().back().left, others < strays_max);
  }
}

TEST_F(OwnHandshakesTest, FollowAContainersThroughThisHost) {
  opens(true);
  EXPECT_TRUE(handshakes_.passes_from_container(packet(container, target), syn()));
  EXPECT_FALSE(handshakes_.is_hosts_own(sequence));
  EXPECT_FALSE(only().left) << "it is still in the bridge";
  handshakes_.left(packet(here, target), syn(62'000));  // its port was translated
  EXPECT_TRUE(only().left);
  EXPECT_FALSE(only().diverted);
  handshakes_.answer_goes_on(answer());
  EXPECT_TRUE(only().answer_admitted);
}

TEST_F(OwnHandshakesTest, KnowAContainersThatIsForThisHostItself) {
  handshakes_.opened({path, 0, here, api, own_port, true});
  EXPECT_FALSE(handshakes_.passes_from_container(packet(container, here), syn()));
  EXPECT_TRUE(only().left);
}

TEST_F(OwnHandshakesTest, KnowNoSynFromAContainerThatGoesElsewhere) {
  opens(true);
  EXPECT_FALSE(handshakes_.passes_from_container(packet(container, here), syn()));
  EXPECT_FALSE(handshakes_.passes_from_container(packet(container, target), syn(own_port + 1)));
  EXPECT_TRUE(handshakes_.passes_from_container(packet(container, target), syn()));
  EXPECT_FALSE(handshakes_.passes_from_container(packet(container, target), syn(own_port, 501)))
      << "its number is known now";
}

}  // namespace
}  // namespace oakprobe::agent
