#include "probe-agent/watch/neighbour_sightings.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;

const IpAddress ours = make_address("192.0.2.2");
const IpAddress also_ours = make_address("2001:db8::2");
const IpAddress peer = make_address("192.0.2.1");
const IpAddress other = make_address("192.0.2.7");

class NeighbourSightingsTest : public ::testing::Test {
 protected:
  void asks(const IpAddress& asker, const IpAddress& about, SeenBy tap = SeenBy::link) {
    take(tap, false, {asker, about, false, net::NeighbourView{false, about}});
  }
  void answers(const IpAddress& about, const IpAddress& asker, bool outgoing = true) {
    take(SeenBy::link, outgoing, {about, asker, false, net::NeighbourView{true, about}});
  }
  void take(SeenBy tap, bool outgoing, net::PacketView view) {
    net::CapturedPacket packet;
    packet.view = std::move(view);
    packet.outgoing = outgoing;
    sightings_.take(tap, packet);
  }
  // Of the only question without an answer.
  std::optional<wire::UnansweredNeighbour> only() {
    const auto all = sightings_.unanswered();
    EXPECT_LE(all.size(), 1U);
    return all.empty() ? std::nullopt : std::optional(all.front());
  }

  NeighbourSightings sightings_{{ours, also_ours}};
};

TEST_F(NeighbourSightingsTest, TellsWhoAskedInVainAndHowFarTheQuestionCame) {
  asks(peer, ours);
  EXPECT_EQ(only(), (wire::UnansweredNeighbour{peer, ours, false}));
  asks(peer, ours, SeenBy::ip);
  asks(peer, ours);
  EXPECT_EQ(only(), (wire::UnansweredNeighbour{peer, ours, true}));
}

TEST_F(NeighbourSightingsTest, TakesOneAnswerForAll) {
  asks(peer, ours);
  answers(ours, other);
  EXPECT_TRUE(only()) << "to somebody else";
  answers(ours, peer, false);
  EXPECT_TRUE(only()) << "it came in: another machine has the address too";
  answers(ours, peer);
  EXPECT_FALSE(only());
  asks(peer, ours);
  EXPECT_FALSE(only());
}

TEST_F(NeighbourSightingsTest, PassesOverWhatIsNoQuestionForUs) {
  answers(ours, peer);
  asks(peer, other);
  asks(make_address("0.0.0.0"), ours);
  asks(make_address("::"), also_ours);
  asks(ours, ours);
  take(SeenBy::link, true, {peer, ours, false, net::NeighbourView{false, ours}});
  take(SeenBy::link, false, {peer, ours, false, net::UdpView{1, 2, {}}});
  EXPECT_FALSE(only());
}

TEST_F(NeighbourSightingsTest, KeepsNoMoreThanCanBeTold) {
  for (std::uint32_t i = 0; i < 2 * wire::unanswered_neighbours_max; ++i)
    asks(boost::asio::ip::address_v4(0x0a00'0001 + i), ours);
  EXPECT_EQ(sightings_.unanswered().size(), wire::unanswered_neighbours_max);
}

}  // namespace
}  // namespace oakprobe::agent
