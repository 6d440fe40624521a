#include "coordinator/check/handshakes.hpp"

#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace oakprobe::check {
namespace {

using boost::asio::ip::make_address;
using evidence::Sight;

constexpr std::uint32_t edge = 1;
constexpr std::uint32_t w1 = 2;
constexpr std::uint16_t mqtt = 10'003;
constexpr std::uint16_t local_port = 40'001;

// One attempt of w1 to edge's broker, which connected, and what came to edge.
class HandshakesTest : public ::testing::Test {
 protected:
  HandshakesTest() : check_(check_of(small_deployment())) {
    for (std::uint32_t node = 0; node < check_.nodes.size(); ++node) {
      check_.nodes[node].observation.facts.addresses = {
          make_address("192.0.2." + std::to_string(10 + node))};
    }
    const auto found = std::ranges::find_if(check_.paths, [](const auto& path) {
      return path.id.source == NodeId{w1} && path.id.target == NodeId{edge} && path.port == mqtt;
    });
    EXPECT_NE(found, check_.paths.end());
    id_ = (*found).id;
    own_.path = id_;
    own_.local_port = local_port;
    own_.left = true;
    own_.sequence = 1'000;
    own_.answer_reached = true;
    own_.answer_sequence = 77;
    own_.timestamp = 5'000;
    own_.timestamp_last = 6'000;
  }

  static evidence::SeenHandshake arrival(
      const char* from, std::uint16_t port, std::uint32_t sequence
  ) {
    evidence::SeenHandshake seen;
    seen.port = mqtt;
    seen.from = make_address(from);
    seen.from_port = port;
    seen.sequence = sequence;
    seen.answer_sequence = 78;
    seen.timestamp = 900'000;
    seen.insert(Sight::reached);
    seen.insert(Sight::answer_left);
    return seen;
  }

  diagnosis::FinishedPath joined(const std::vector<evidence::SeenHandshake>& seen) {
    Handshakes handshakes;
    handshakes.own[id_] = {own_};
    handshakes.seen[NodeId{edge}] = seen;
    join_handshakes(check_, handshakes);
    return check_.paths[*check_.paths.find(id_)];
  }

  static bool is(const diagnosis::FinishedPath& path, Sight sight) {
    return path.sights && (*path.sights)[sight].has(0);
  }

  diagnosis::FinishedCheck check_;
  PathId id_;
  evidence::OwnHandshake own_;
};

constexpr const char* source = "192.0.2.12";
constexpr const char* another_node = "192.0.2.4";  // w2, by the inventory
constexpr const char* nobody = "203.0.113.9";

TEST_F(HandshakesTest, KnowASynByItsNumberWhoeverItComesFrom) {
  const auto path = joined({arrival(nobody, 9, 1'000)});
  EXPECT_TRUE(is(path, Sight::reached));
  EXPECT_FALSE(is(path, Sight::rewritten));
  EXPECT_TRUE(is(path, Sight::answer_changed)) << "a SYN proxy answered";
}

TEST_F(HandshakesTest, KnowOneThatWasRenumberedByAddressPortAndClock) {
  auto seen = arrival(source, local_port, 2'000);
  seen.timestamp = 5'500;
  const auto path = joined({seen});
  EXPECT_TRUE(is(path, Sight::reached));
  EXPECT_TRUE(is(path, Sight::rewritten));
}

TEST_F(HandshakesTest, DoNotTakeAConnectionThatWasMadeInOurNameForOurs) {
  const auto path = joined({arrival(source, local_port, 2'000)});
  EXPECT_FALSE(is(path, Sight::reached));
  EXPECT_TRUE(path.arrivals_certain.has(0)) << "its clock is another";
}

TEST_F(HandshakesTest, KnowOneThatWasRenumberedAndTranslatedByItsClock) {
  auto seen = arrival(nobody, 9, 2'000);
  seen.timestamp = 6'000;
  EXPECT_TRUE(is(joined({seen}), Sight::rewritten));
}

TEST_F(HandshakesTest, KnowOneByItsAnswersNumber) {
  auto seen = arrival(nobody, 9, 2'000);
  seen.timestamp = 0;
  seen.answer_sequence = own_.answer_sequence;
  EXPECT_TRUE(is(joined({seen}), Sight::reached));
}

TEST_F(HandshakesTest, KnowOneByTheProbeThatCameBehindIt) {
  {
    auto path = check_.paths.edit(*check_.paths.find(id_));
    evidence::ReceiptEvidence& receipt = path->receipt.emplace();
    receipt.delivered.insert(0);
    receipt.observed_source = make_address(nobody);
    path->observed_port = 9;
  }
  auto seen = arrival(nobody, 9, 2'000);
  seen.timestamp = 0;
  EXPECT_TRUE(is(joined({seen}), Sight::rewritten));
}

TEST_F(HandshakesTest, TakeNoStrangersForOurs) {
  const auto path = joined({arrival(nobody, 9, 2'000), arrival(nobody, 10, 3'000)});
  EXPECT_FALSE(is(path, Sight::reached));
  EXPECT_TRUE(path.arrivals_certain.has(0)) << "none of them has our clock";
}

TEST_F(HandshakesTest, LeaveOpenWhatMayHaveBeenOurs) {
  auto seen = arrival(nobody, 9, 2'000);
  seen.timestamp = 0;  // some filters take it out
  const auto path = joined({seen});
  EXPECT_FALSE(is(path, Sight::reached));
  EXPECT_FALSE(path.arrivals_certain.has(0));
}

TEST_F(HandshakesTest, KnowThatAnotherNodesAreNotOurs) {
  auto seen = arrival(another_node, 9, 2'000);
  seen.timestamp = 0;
  EXPECT_TRUE(joined({seen}).arrivals_certain.has(0));
}

// Whatever number a source says that its SYN had.
TEST_F(HandshakesTest, GiveASynToWhomItCameFrom) {
  evidence::OwnHandshake liar = own_;
  const auto theirs = std::ranges::find_if(check_.paths, [&](const auto& path) {
    return path.id.flow == id_.flow && path.id.source != id_.source;
  });
  ASSERT_NE(theirs, check_.paths.end());
  liar.path = (*theirs).id;
  Handshakes handshakes;
  handshakes.own[id_] = {own_};
  handshakes.own[liar.path] = {liar};
  handshakes.seen[NodeId{edge}] = {arrival(source, local_port, 1'000)};
  // It claims the address, too.
  check_.nodes[index_of(liar.path.source)].observation.facts.addresses.push_back(
      make_address("192.0.2.3")
  );
  handshakes.seen[NodeId{edge}][0].from = make_address("192.0.2.3");
  join_handshakes(check_, handshakes);
  EXPECT_TRUE(is(check_.paths[*check_.paths.find(id_)], Sight::reached));
  EXPECT_FALSE(is(check_.paths[*check_.paths.find(liar.path)], Sight::reached));
}

// An address that a node says is its own stays nobody's for the others.
TEST_F(HandshakesTest, LeaveOpenWhatMayHaveBeenOursWhoeverClaimsItsAddress) {
  check_.nodes[3].observation.facts.addresses.push_back(make_address(nobody));
  auto seen = arrival(nobody, 9, 2'000);
  seen.timestamp = 0;
  EXPECT_FALSE(joined({seen}).arrivals_certain.has(0));
}

TEST_F(HandshakesTest, FindClocksThatWrapAround) {
  own_.timestamp = 0xffff'fff0;
  own_.timestamp_last = 0x10;
  auto seen = arrival(source, local_port, 2'000);
  seen.timestamp = 0x08;
  EXPECT_TRUE(is(joined({seen}), Sight::reached));
}

TEST_F(HandshakesTest, TellWhatTheSourcesOwnRulesDid) {
  own_.diverted = true;
  const auto path = joined({});
  EXPECT_TRUE(is(path, Sight::diverted));
  EXPECT_TRUE(is(path, Sight::left));
}

}  // namespace
}  // namespace oakprobe::check
