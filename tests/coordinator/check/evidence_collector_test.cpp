#include "evidence_collector_case.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace oakprobe::check {
namespace {

TEST_F(EvidenceCollectorTest, JoinsBothEndsOfAPath) {
  EXPECT_EQ(collector.accept(path.source, dial_of(path)), "");
  EXPECT_EQ(collector.accept(path.target, receipt_of(path)), "");
  EXPECT_TRUE(check.paths.front().dial);
  EXPECT_TRUE(check.paths.front().receipt);
  EXPECT_TRUE(check.nodes[index_of(path.source)].observation.evidence_complete);
}

TEST_F(EvidenceCollectorTest, IsCompleteWithTheLastPart) {
  wire::Evidence part = dial_of(path);
  part.last = false;
  EXPECT_EQ(collector.accept(path.source, part), "");
  EXPECT_FALSE(check.nodes[index_of(path.source)].observation.evidence_complete);
  EXPECT_EQ(collector.accept(path.source, wire::Evidence()), "");
  EXPECT_TRUE(check.nodes[index_of(path.source)].observation.evidence_complete);
}

TEST_F(EvidenceCollectorTest, RefusesWhatIsNotTheAgentsToTell) {
  PathId unplanned = path;
  unplanned.target = NodeId{9'999};
  struct Row {
    const char* name;
    NodeId from;
    wire::Evidence message;
  };
  const Row rows[] = {
      {"another's probe", path.target, dial_of(path)},
      {"another's receipt", path.source, receipt_of(path)},
      {"a path that is not checked", path.source, dial_of(unplanned)},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_NE(collector.accept(row.from, row.message), "");
    EXPECT_FALSE(check.paths.front().dial);
    EXPECT_FALSE(check.paths.front().receipt);
  }
}

TEST_F(EvidenceCollectorTest, KnowsTheAddressThatTheTargetWasTold) {
  wire::Evidence message = receipt_of(path);
  message.part.receipts[0].as_told = true;
  const auto other = std::ranges::find_if(check.paths, [&](const auto& each) {
    return each.id.source != path.source;
  });
  wire::Evidence nonsense = receipt_of((*other).id);
  nonsense.part.receipts[0].as_told = true;
  EXPECT_NE(collector.accept((*other).id.target, nonsense), "") << "nobody told it";
  EXPECT_EQ(collector.accept(path.target, message), "");
  EXPECT_EQ(check.paths.front().receipt->observed_source, *parse_ip_address("192.0.2.77"));
}

TEST_F(EvidenceCollectorTest, RefusesTheSameTwice) {
  EXPECT_EQ(collector.accept(path.source, dial_of(path)), "");
  EXPECT_NE(collector.accept(path.source, dial_of(path)), "");
}

// A further round of probing: agents tell all anew.
TEST_F(EvidenceCollectorTest, KeepsWhatWasToldUntilAllOfItIsToldAgain) {
  diagnosis::NodeObservation& source = check.nodes[index_of(path.source)].observation;
  EXPECT_EQ(collector.accept(path.source, dial_of(path)), "");
  EXPECT_EQ(collector.accept(path.target, receipt_of(path)), "");
  collector.begin_again(2);
  wire::Evidence part = dial_of(path);
  part.part.dials[0].sent = evidence::AttemptSet(0b11);
  part.last = false;
  EXPECT_EQ(collector.accept(path.source, part), "");
  EXPECT_TRUE(check.paths.front().dial->sent.empty())
      << "the agent may be lost before the rest comes";
  EXPECT_EQ(source.evidence_round, 0U);
  EXPECT_EQ(collector.accept(path.source, wire::Evidence()), "");
  EXPECT_EQ(check.paths.front().dial->sent, evidence::AttemptSet(0b11));
  EXPECT_TRUE(check.paths.front().receipt) << "the other end's word stands";
  EXPECT_EQ(source.evidence_round, 2U);
}

// So, of the same round: what came late is among it.
TEST_F(EvidenceCollectorTest, TakesAllOfTheFirstRoundAnew) {
  EXPECT_EQ(collector.accept(path.source, dial_of(path)), "");
  EXPECT_EQ(collector.accept(path.target, receipt_of(path)), "");
  collector.begin_again(0);
  wire::Evidence late = dial_of(path);
  late.part.dials[0].sent = evidence::AttemptSet(0b11);
  late.part.dials[0].failures.emplace_back().attempt = 1;
  EXPECT_EQ(collector.accept(path.source, late), "");
  EXPECT_EQ(collector.accept(path.target, receipt_of(path)), "");
  EXPECT_EQ(check.paths.front().dial->failures.size(), 1U);
  EXPECT_TRUE(check.paths.front().receipt);
}

// An agent that turned out to run elsewhere: neither its word nor what others saw of it is the
// node's.
TEST_F(EvidenceCollectorTest, DropsWhatADisownedAgentDid) {
  EXPECT_EQ(collector.accept(path.source, dial_of(path)), "");
  EXPECT_EQ(collector.accept(path.target, receipt_of(path)), "");
  collector.disown(path.source);
  EXPECT_TRUE(!check.paths.front().dial || check.paths.front().dial->sent.empty());
  EXPECT_FALSE(check.paths.front().receipt);
  collector.begin_again(0);
  wire::Evidence again = receipt_of(path);
  again.part.sights.emplace_back().path = path;
  again.part.sights[0][evidence::Sight::reached].insert(0);
  EXPECT_EQ(collector.accept(path.target, again), "") << "the target tells what it saw";
  EXPECT_FALSE(check.paths.front().receipt);
  EXPECT_TRUE((*check.paths.front().sights)[evidence::Sight::reached].empty());
}

TEST_F(EvidenceCollectorTest, TakesNoEndlessEvidenceAgain) {
  collector.begin_again(2);
  wire::Evidence part;
  part.last = false;
  for (int i = 0; i < 4'096; ++i) part.part.dials.emplace_back().path = path;
  std::string wrong;
  for (int parts = 0; parts < 100 && wrong.empty(); ++parts)
    wrong = collector.accept(path.source, part);
  EXPECT_EQ(wrong, "sends evidence without end");
}

// The target can't help what it is sent: nobody is given up, and who can have sent it is told.
TEST_F(EvidenceCollectorTest, PassesOverProbesThatNobodyPlanned) {
  PathId unplanned = path;
  unplanned.source = path.target;
  ASSERT_FALSE(check.paths.find(unplanned));
  wire::Evidence told = receipt_of(unplanned);
  told.part.sights.emplace_back().path = unplanned;
  told.part.sights[0][evidence::Sight::reached].insert(0);
  EXPECT_EQ(collector.accept(path.target, told), "");
  const auto& noted = check.nodes[index_of(path.target)].observation.unplanned;
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0].source, path.target);
  EXPECT_EQ(noted[0].paths, 1U);

  unplanned.source = NodeId{9'999};
  EXPECT_NE(collector.accept(path.target, receipt_of(unplanned)), "") << "nobody has such a key";
  PathId of_others = path;  // at neither end of which the source of this one is
  of_others.source = path.target;
  of_others.target = path.source == NodeId{0} ? NodeId{1} : NodeId{0};
  wire::Evidence liar;
  liar.part.sights.emplace_back().path = of_others;
  EXPECT_NE(collector.accept(path.source, liar), "");
}

TEST_F(EvidenceCollectorTest, TakesNoAttemptAboveThePlan) {
  wire::Evidence too_many = receipt_of(path);
  too_many.part.receipts[0].delivered = evidence::AttemptSet(0b1010);
  too_many.part.receipts[0].answered = evidence::AttemptSet(0b1000);
  EXPECT_EQ(collector.accept(path.target, too_many), "");
  ASSERT_TRUE(check.paths.front().receipt);
  EXPECT_EQ(check.paths.front().receipt->delivered, evidence::AttemptSet(0b10));
  EXPECT_TRUE(check.paths.front().receipt->answered.empty());
}

TEST_F(EvidenceCollectorTest, KeepsFailuresInOrderOfAttempt) {
  wire::Evidence message = dial_of(path);
  auto& failures = message.part.dials[0].failures;
  failures.resize(2);
  failures[0].attempt = 1;
  EXPECT_EQ(collector.accept(path.source, message), "");
  const auto kept = check.paths.front().dial->failures;
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].attempt, 0);
  EXPECT_EQ(kept[1].attempt, 1);
}

TEST_F(EvidenceCollectorTest, RefusesWhatCannotBe) {
  using evidence::AttemptSet;
  const PathId udp = std::ranges::find_if(check.paths, [&](const auto& each) {
                       return check.inventory.flow(each.id.flow).protocol == Protocol::udp;
                     })->id;
  ASSERT_EQ(check.inventory.flow(path.flow).protocol, Protocol::tcp);
  struct Row {
    const char* name;
    PathId id;
    std::function<void(evidence::DialEvidence&)> change;
    bool good = false;
  };
  const Row rows[] = {
      {"all was answered", path, [](auto&) {}, true},
      {"an attempt above the plan's", path, [](auto& dial) { dial.sent.insert(attempts); }},
      {"connected, not sent", path, [](auto& dial) { dial.sent = AttemptSet(0b011); }},
      {"answered, not connected", path, [](auto& dial) { dial.connected = AttemptSet(0b011); }},
      {"connected over UDP", udp, [](auto& dial) { dial.connected = AttemptSet(0b001); }},
      {"answered, not sent",
       udp,
       [](auto& dial) {
         dial.connected = AttemptSet();
         dial.sent = AttemptSet(0b110);
       }},
      {"sent, and not tried", path, [](auto& dial) { dial.not_tried = true; }},
      {"a median below the minimum", path, [](auto& dial) { dial.round_trip->median_us = 1; }},
      {"a round trip without an answer", path, [](auto& dial) { dial.answered = AttemptSet(); }},
      {"a failure above the plan's attempts",
       path,
       [](auto& dial) { dial.failures.emplace_back().attempt = attempts; }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    wire::Evidence message = dial_of(row.id);
    evidence::DialEvidence& dial = message.part.dials[0];
    dial.sent = dial.connected = dial.answered = AttemptSet(0b111);
    dial.round_trip = evidence::RoundTrip{10, 20, 30};
    row.change(dial);
    EvidenceCollector fresh(check, attempts, told());
    for (std::size_t at = 0; at < check.paths.size(); ++at) check.paths.edit(at)->dial.reset();
    EXPECT_EQ(fresh.accept(row.id.source, message) == "", row.good);
  }
  wire::Evidence message = receipt_of(path);
  message.part.receipts[0].answered = AttemptSet(1);
  EXPECT_NE(collector.accept(path.target, message), "");
}

TEST_F(EvidenceCollectorTest, RefusesPartsWithoutEnd) {
  wire::Evidence nothing;
  nothing.last = false;
  std::string wrong;
  for (int parts = 0; parts < 1'000 && wrong.empty(); ++parts)
    wrong = collector.accept(path.source, nothing);
  EXPECT_NE(wrong, "");
}

TEST_F(EvidenceCollectorTest, TakesTheRulesOfWatchedPackets) {
  wire::RulesOrder order;
  order.packets.emplace_back().path = path;
  order.packets[0].source = boost::asio::ip::make_address("192.0.2.9");
  order.packets[0].destination = boost::asio::ip::make_address("192.0.2.8");
  wire::Rules rules;
  rules.findings.emplace_back().path = path;
  evidence::RuleFinding& found = rules.findings[0];
  found.rule.family = "inet";
  found.rule.table = "fw";
  found.rule.chain = "input";
  EXPECT_NE(collector.accept(path.source, rules, order), "") << "of another host";
  found.leaves = true;
  EXPECT_NE(collector.accept(path.source, rules, order), "") << "of what was not watched";
  found.leaves = false;
  found.rule.source = evidence::RuleSource::traced;
  EXPECT_NE(collector.accept(path.target, rules, order), "") << "no trace was ordered";
  order.trace = true;
  found.rule.family = "nonsense";
  EXPECT_NE(collector.accept(path.target, rules, order), "") << "no such family";
  found.rule.family = "inet";
  rules.findings.push_back(found);
  EXPECT_NE(collector.accept(path.target, rules, order), "") << "twice";
  EXPECT_TRUE(check.paths[*check.paths.find(path)].rules->empty());
  rules.findings.pop_back();
  EXPECT_EQ(collector.accept(path.target, rules, order), "");
  const auto kept = check.paths[*check.paths.find(path)].rules;
  ASSERT_EQ(kept->size(), 1U);
  EXPECT_EQ(kept->front().rule, rules.findings[0].rule);
}

}  // namespace
}  // namespace oakprobe::check
