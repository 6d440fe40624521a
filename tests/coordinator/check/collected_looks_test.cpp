#include "evidence_collector_case.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace oakprobe::check {
namespace {

TEST_F(EvidenceCollectorTest, TakesTheLooksThatItOrdered) {
  wire::LookOrder order;
  order.looks.emplace_back().path = path;
  order.looks[0].burst = 3;
  wire::Looked looked;
  EXPECT_NE(collector.accept(path.source, looked, order), "") << "one is missing";
  looked.looks.emplace_back().path = path;
  looked.looks[0].burst_sent = 0b110;
  looked.looks[0].burst_answered = 0b111;
  EXPECT_NE(collector.accept(path.source, looked, order), "") << "answered, and not sent";
  looked.looks[0].burst_answered = 0b010;
  looked.looks[0].burst_sent = 0b1110;
  EXPECT_NE(collector.accept(path.source, looked, order), "") << "more than was ordered";
  looked.looks[0].burst_sent = 0b110;
  looked.looks[0].hops.emplace_back().limit = 1;
  EXPECT_NE(collector.accept(path.source, looked, order), "") << "no trace was ordered";
  looked.looks[0].hops.clear();
  EXPECT_NE(collector.accept(path.target, looked, order), "") << "not its own";
  EXPECT_EQ(collector.accept(path.source, looked, order), "");
  EXPECT_NE(collector.accept(path.source, looked, order), "") << "twice";

  wire::LookReceipts receipts;
  receipts.receipts.emplace_back().path = path;
  receipts.receipts[0].burst = 0b111;
  EXPECT_NE(collector.accept(path.source, receipts), "") << "of another target";
  collector.finish_looks();
  EXPECT_FALSE(check.paths.front().look->target_told);
  receipts.overflowed = true;
  EXPECT_EQ(collector.accept(path.target, receipts), "");
  collector.finish_looks();
  ASSERT_EQ(check.inventory.flow(path.flow).protocol, Protocol::tcp);
  EXPECT_TRUE(check.paths.front().look->target_told) << "a queue loses datagrams, no connection";
  receipts.overflowed = false;
  EXPECT_EQ(collector.accept(path.target, receipts), "");
  collector.finish_looks();
  EXPECT_TRUE(check.paths.front().look->target_told);
  EXPECT_EQ(check.paths.front().look->receipt.burst, 0b110U) << "what was sent";
}

// An ICMP error that came of the probe that was sent alone counts for the last attempt.
TEST_F(EvidenceCollectorTest, TakesARefusalOfTheLookAsOneOfTheProbing) {
  struct Case {
    const char* name;
    std::uint64_t answered;
    std::uint64_t arrived;
    bool failed;
    std::size_t failures;
    bool again_answered = false;
  };
  const Case cases[] = {
      {"silent", 0, 0, false, 1},
      {"answers came", 1, 0, false, 0},
      {"probes arrived", 0, 1, false, 0},
      {"one that was sent alone was answered", 0, 0, false, 0, true},
      {"an error was known", 0, 0, true, 1},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    EvidenceCollector fresh(check, attempts, told());
    evidence::DialEvidence dial;
    dial.sent = evidence::AttemptSet(0b011);
    if (one.failed) dial.failures.emplace_back().attempt = 0;
    {
      auto edit = check.paths.edit(*check.paths.find(path));
      edit->dial = dial;
      edit->look.reset();
    }
    wire::LookOrder order;
    order.looks.emplace_back().path = path;
    order.looks[0].burst = 3;
    wire::Looked looked;
    looked.looks.emplace_back().path = path;
    looked.looks[0].burst_sent = 0b111;
    looked.looks[0].burst_answered = one.answered;
    looked.looks[0].asked_again = 1;
    looked.looks[0].again_answered = one.again_answered;
    looked.looks[0].refused =
        evidence::IcmpError{3, 1, boost::asio::ip::make_address("192.0.2.254"), 0};
    EXPECT_NE(fresh.accept(path.source, looked, order), "") << "it was not to ask again";
    order.looks[0].again = evidence::AskAgain::patiently;
    EXPECT_EQ(fresh.accept(path.source, looked, order), "");
    wire::LookReceipts receipts;
    receipts.receipts.emplace_back().path = path;
    receipts.receipts[0].burst = one.arrived;
    EXPECT_EQ(fresh.accept(path.target, receipts), "");
    fresh.finish_looks();
    const auto& failures = check.paths[*check.paths.find(path)].dial->failures;
    ASSERT_EQ(failures.size(), one.failures);
    if (one.failures == 0 || one.failed) continue;
    EXPECT_EQ(failures[0].attempt, 1);
    EXPECT_EQ(failures[0].stage, evidence::DialStage::reply);
    EXPECT_EQ(failures[0].icmp, looked.looks[0].refused);
  }
}

}  // namespace
}  // namespace oakprobe::check
