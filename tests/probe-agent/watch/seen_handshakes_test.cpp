#include "probe-agent/watch/seen_handshakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;
using evidence::Sight;
using testing::IsEmpty;
using testing::SizeIs;

const IpAddress here = make_address("192.0.2.20");
const IpAddress peer = make_address("192.0.2.31");
constexpr std::uint16_t api = 10'100;
constexpr std::uint16_t peer_port = 40'001;
constexpr std::uint32_t first_sequence = 500;
constexpr unsigned eth0 = 2;

packets::TcpView syn(std::uint32_t sequence = first_sequence, std::uint16_t to = api) {
  packets::TcpView view;
  view.source_port = peer_port;
  view.destination_port = to;
  view.sequence = sequence;
  view.syn = true;
  return view;
}

packets::TcpView answer(std::uint32_t to_sequence = first_sequence) {
  packets::TcpView view;
  view.source_port = api;
  view.destination_port = peer_port;
  view.sequence = 9'000;
  view.acknowledged = to_sequence + 1;
  view.syn = view.ack = true;
  return view;
}

packets::CapturedPacket incoming(const IpAddress& to = here) {
  packets::CapturedPacket packet;
  packet.view.source = peer;
  packet.view.destination = to;
  packet.interface = eth0;
  return packet;
}

packets::CapturedPacket outgoing(unsigned interface = eth0) {
  packets::CapturedPacket packet;
  packet.view.source = here;
  packet.view.destination = peer;
  packet.outgoing = true;
  packet.interface = interface;
  return packet;
}

class SeenHandshakesTest : public testing::Test {
 protected:
  // As a tap shows it: at the interface, and behind the firewall.
  void comes(const packets::TcpView& tcp = syn()) {
    handshakes_.came(SeenBy::link, incoming(), tcp);
    handshakes_.came(SeenBy::ip, incoming(), tcp);
  }
  bool is_let_in(const packets::TcpView& tcp = syn()) {
    if (handshakes_.redirects(incoming(), tcp)) return false;
    handshakes_.came(SeenBy::raw, incoming(), tcp);
    return true;
  }
  evidence::SeenHandshake only() {
    const auto all = handshakes_.evidence();
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? evidence::SeenHandshake() : all.front();
  }

  SeenHandshakes handshakes_{{here}, {api}, std::nullopt};
};

TEST_F(SeenHandshakesTest, FollowOneThroughTheHost) {
  comes();
  EXPECT_TRUE(only().has(Sight::reached));
  EXPECT_TRUE(only().has(Sight::past_ingress));
  EXPECT_FALSE(only().has(Sight::admitted));
  EXPECT_THAT(handshakes_.pending(), IsEmpty()) << "it was not let in";
  EXPECT_TRUE(is_let_in());
  ASSERT_THAT(handshakes_.pending(), SizeIs(1));
  EXPECT_EQ(handshakes_.pending()[0].from_port, peer_port);
  handshakes_.answer_left(outgoing(), answer());
  EXPECT_THAT(handshakes_.pending(), IsEmpty());
  EXPECT_TRUE(only().has(Sight::answer_left));
  EXPECT_EQ(only().answer_sequence, 9'000U);
  EXPECT_EQ(only().from, peer);
}

TEST_F(SeenHandshakesTest, CountASynThatIsSentAgainOnce) {
  for (int times = 0; times < 3; ++times) comes();
  EXPECT_EQ(only().sequence, first_sequence);
}

TEST_F(SeenHandshakesTest, KeepNothingOfOtherPortsAndAddresses) {
  comes(syn(first_sequence, api + 1));
  EXPECT_THAT(handshakes_.evidence(), IsEmpty());
  handshakes_ = {{here}, {api}, make_address("192.0.2.21")};
  comes();
  EXPECT_THAT(handshakes_.evidence(), IsEmpty()) << "another agent's of the same network";
  handshakes_ = {{here}, {api}, here};
  comes();
  EXPECT_THAT(handshakes_.evidence(), SizeIs(1));
}

TEST_F(SeenHandshakesTest, TellWhatAKernelMadeAnAnswerForThatNeverLeft) {
  comes();
  EXPECT_TRUE(is_let_in());
  handshakes_.answer_made({api, peer, peer_port + 1});
  EXPECT_FALSE(only().has(Sight::answer_made)) << "another connection's";
  handshakes_.answer_made({api, peer, peer_port});
  EXPECT_TRUE(only().has(Sight::answer_made));
  handshakes_.end_check();
  EXPECT_THAT(handshakes_.pending(), IsEmpty());
  EXPECT_TRUE(is_let_in());
  EXPECT_THAT(handshakes_.pending(), IsEmpty()) << "one check is enough";
}

TEST_F(SeenHandshakesTest, TellAResetInPlaceOfAnAnswerAndNoneThatClosesAConnection) {
  packets::TcpView reset = answer();
  reset.syn = false;
  reset.reset = true;
  comes();
  handshakes_.reset_left(outgoing(), reset);
  EXPECT_TRUE(only().has(Sight::reset_left));
  handshakes_ = {{here}, {api}, std::nullopt};
  comes();
  handshakes_.answer_left(outgoing(), answer());
  handshakes_.reset_left(outgoing(), reset);
  EXPECT_FALSE(only().has(Sight::reset_left));
  handshakes_ = {{here}, {api}, std::nullopt};
  comes();
  handshakes_.reset_left(outgoing(packets::loopback_interface), reset);
  EXPECT_TRUE(only().has(Sight::reset_inside));
}

TEST_F(SeenHandshakesTest, TellAnErrorAboutIt) {
  comes();
  packets::IcmpErrorView error;
  error.quoted_protocol = Protocol::udp;
  error.quoted_destination_port = api;
  error.quoted_sequence = first_sequence;
  handshakes_.error_left(error);
  EXPECT_FALSE(only().has(Sight::error_left));
  error.quoted_protocol = Protocol::tcp;
  handshakes_.error_left(error);
  EXPECT_TRUE(only().has(Sight::error_left));
}

TEST_F(SeenHandshakesTest, TellAnAddressThatIsNoneOfOursAndAWrongChecksum) {
  auto packet = incoming(make_address("203.0.113.1"));
  packet.corrupted = true;
  handshakes_.came(SeenBy::link, packet, syn());
  EXPECT_TRUE(only().has(Sight::foreign_address));
  EXPECT_TRUE(only().has(Sight::corrupted));
}

TEST_F(SeenHandshakesTest, KeepAsManyAsTheyMayAndSayWhenMoreCame) {
  for (std::uint32_t i = 0; i < evidence::seen_handshakes_max; ++i)
    handshakes_.came(SeenBy::link, incoming(), syn(i));
  EXPECT_FALSE(handshakes_.overflowed());
  handshakes_.came(SeenBy::link, incoming(), syn(0));
  EXPECT_FALSE(handshakes_.overflowed()) << "that one is known";
  handshakes_.came(SeenBy::link, incoming(), syn(evidence::seen_handshakes_max));
  EXPECT_TRUE(handshakes_.overflowed());
  EXPECT_THAT(handshakes_.evidence(), SizeIs(evidence::seen_handshakes_max));
}

// Taps are emptied one after the other: the one behind the firewall may be first.
TEST_F(SeenHandshakesTest, FindARedirectionAmongTheLatestThatWereLetIn) {
  constexpr unsigned let_in_max = 1'024;
  for (const unsigned others : {let_in_max - 1, let_in_max}) {
    handshakes_ = {{here}, {api}, std::nullopt};
    EXPECT_FALSE(handshakes_.redirects(incoming(), syn(first_sequence, 8'080)));
    for (unsigned i = 0; i < others; ++i)
      EXPECT_FALSE(handshakes_.redirects(incoming(), syn(1'000 + i, 8'080)));
    comes();
    EXPECT_EQ(only().has(Sight::redirected), others < let_in_max);
  }
}

}  // namespace
}  // namespace oakprobe::agent
