#include "probe-agent/watch/neighbour_sightings.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

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
    take(tap, false, {asker, about, false, packets::NeighbourView{false, about}});
  }
  void answers(const IpAddress& about, const IpAddress& asker, bool outgoing = true) {
    take(SeenBy::link, outgoing, {about, asker, false, packets::NeighbourView{true, about}});
  }
  void take(SeenBy tap, bool outgoing, packets::PacketView view) {
    packets::CapturedPacket packet;
    packet.view = std::move(view);
    packet.outgoing = outgoing;
    packet.interface = interface_;
    sightings_.see(tap, packet);
  }
  evidence::NodeEvidence told() {
    evidence::NodeEvidence evidence;
    sightings_.tell(evidence, [](unsigned interface) { return interface == still; });
    return evidence;
  }
  // Of the only question without an answer.
  std::optional<evidence::UnansweredNeighbour> only() {
    const auto all = told().unanswered_neighbours;
    EXPECT_LE(all.size(), 1U);
    return all.empty() ? std::nullopt : std::optional(all.front());
  }

  static constexpr unsigned still = 7;
  unsigned interface_ = 2;
  NeighbourSightings sightings_{{ours, also_ours}};
};

TEST_F(NeighbourSightingsTest, TellsWhoAskedInVainAndHowFarTheQuestionCame) {
  asks(peer, ours);
  EXPECT_EQ(only(), (evidence::UnansweredNeighbour{peer, ours, false, false}));
  asks(peer, ours, SeenBy::ip);
  asks(peer, ours);
  EXPECT_EQ(only(), (evidence::UnansweredNeighbour{peer, ours, true, false}));
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
  take(SeenBy::link, true, {peer, ours, false, packets::NeighbourView{false, ours}});
  take(SeenBy::link, false, {peer, ours, false, packets::UdpView{1, 2, {}}});
  EXPECT_FALSE(only());
}

TEST_F(NeighbourSightingsTest, TellsWhatTheHostIsSetTo) {
  interface_ = still;
  asks(peer, ours);
  EXPECT_TRUE(only()->keeps_still);
}

TEST_F(NeighbourSightingsTest, TellsWhatItAskedItselfAndWhetherAnAnswerCame) {
  const auto ask = [this](const IpAddress& about) {
    take(SeenBy::link, true, {ours, about, false, packets::NeighbourView{false, about}});
  };
  ask(peer);
  ask(other);
  ask(also_ours);
  answers(peer, ours, false);
  EXPECT_EQ(
      told().own_questions, (std::vector<evidence::OwnQuestion>{{peer, true}, {other, false}})
  );
  EXPECT_FALSE(only());
  EXPECT_FALSE(told().neighbours_overflowed);
}

TEST_F(NeighbourSightingsTest, KeepsNoMoreThanCanBeToldAndSaysSo) {
  for (std::uint32_t i = 0; i < 2 * evidence::neighbours_max; ++i) {
    asks(boost::asio::ip::address_v4(0x0a00'0001 + i), ours);
    answers(ours, boost::asio::ip::address_v4(0x0a00'0001 + i));
  }
  EXPECT_TRUE(told().unanswered_neighbours.empty());
  EXPECT_TRUE(told().neighbours_overflowed);
}

}  // namespace
}  // namespace oakprobe::agent
