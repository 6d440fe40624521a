#include "probe-agent/stand_in/receipts.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace oakprobe::agent {
namespace {

constexpr std::uint64_t run = 77;
constexpr NodeId me{3};
constexpr ListenPort tunnel{Protocol::udp, 50103};
const IpAddress peer = boost::asio::ip::make_address("192.0.2.1");

Receipts armed() {
  Receipts receipts(run, me, {});
  receipts.arm(tunnel, {FlowId{5}});
  return receipts;
}

Receipts looking() {
  Receipts receipts = armed();
  receipts.expect_looks();
  return receipts;
}

wire::Datagram probe() {
  wire::Datagram out;
  out.run = run;
  out.path = {FlowId{5}, NodeId{1}, me};
  return out;
}

TEST(Receipts, LeaveOutTheAddressThatTheyWereTold) {
  Receipts receipts(run, me, {{probe().path.source, peer}});
  receipts.arm(tunnel, {FlowId{5}});
  EXPECT_TRUE(receipts.accept(tunnel, probe(), peer, 40'000));
  wire::Datagram other = probe();
  other.path.source = NodeId{77};
  EXPECT_TRUE(receipts.accept(tunnel, other, peer, 40'001));
  receipts.answered(other);
  const auto all = receipts.receipts();
  ASSERT_EQ(all.size(), 2U);
  for (const evidence::ReceiptEvidence& one : all) {
    EXPECT_EQ(one.as_told, one.path == probe().path);
    EXPECT_EQ(one.observed_source, one.as_told ? IpAddress() : IpAddress(peer));
  }
  EXPECT_EQ(receipts.answered_sources(Protocol::udp), (AddressSet{peer}));
}

TEST(Receipts, TakesAProbeOfThisRunForThisNodeAndFlow) {
  Receipts receipts = armed();
  EXPECT_TRUE(receipts.accept(tunnel, probe(), peer, 40'000));
  receipts.answered(probe());
  const auto all = receipts.receipts();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].path, probe().path);
  EXPECT_EQ(all[0].delivered.bits(), 1U);
  EXPECT_EQ(all[0].answered.bits(), 1U);
  EXPECT_EQ(all[0].observed_source, peer);
  EXPECT_EQ(all[0].observed_port, 40'000);
}

// Who sends again from elsewhere what he caught takes nothing from its source.
TEST(Receipts, LetNobodyElseUseUpAnAttempt) {
  const IpAddress thief = boost::asio::ip::make_address("203.0.113.9");
  Receipts receipts(run, me, {{probe().path.source, peer}});
  receipts.arm(tunnel, {FlowId{5}});
  EXPECT_TRUE(receipts.accept(tunnel, probe(), thief, 9));
  EXPECT_FALSE(receipts.accept(tunnel, probe(), thief, 9)) << "each once";
  EXPECT_FALSE(receipts.receipts()[0].as_told);
  EXPECT_TRUE(receipts.accept(tunnel, probe(), peer, 40'000));
  EXPECT_FALSE(receipts.accept(tunnel, probe(), peer, 40'000));
  EXPECT_FALSE(receipts.accept(tunnel, probe(), thief, 9));
  const auto all = receipts.receipts();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].as_told);
  EXPECT_EQ(all[0].observed_port, 40'000);
  EXPECT_EQ(all[0].delivered.count(), 1);
}

// No look is ordered before all have told their evidence.
TEST(Receipts, TakeNoLookBeforeItCanBeOrdered) {
  Receipts receipts = armed();
  wire::Datagram look = probe();
  look.attempt = evidence::burst_attempt;
  EXPECT_FALSE(receipts.accept(tunnel, look, peer, 40'000));
  EXPECT_TRUE(receipts.looks().empty());
  receipts.expect_looks();
  EXPECT_TRUE(receipts.accept(tunnel, look, peer, 40'000));
  EXPECT_EQ(receipts.looks().size(), 1U);
}

struct Foreign {
  const char* name;
  std::function<void(wire::Datagram&)> change;
};

class ReceiptsRefuse : public testing::TestWithParam<Foreign> {};

TEST_P(ReceiptsRefuse, WhatIsNotForThisNode) {
  Receipts receipts = armed();
  wire::Datagram foreign = probe();
  GetParam().change(foreign);
  EXPECT_FALSE(receipts.accept(tunnel, foreign, peer, 40'000));
  EXPECT_TRUE(receipts.receipts().empty());
}

INSTANTIATE_TEST_SUITE_P(
    All,
    ReceiptsRefuse,
    testing::Values(
        Foreign{"another_run", [](wire::Datagram& d) { d.run = 78; }},
        Foreign{"another_node", [](wire::Datagram& d) { d.path.target = NodeId{4}; }},
        Foreign{"an_unarmed_flow", [](wire::Datagram& d) { d.path.flow = FlowId{6}; }},
        Foreign{"an_echo", [](wire::Datagram& d) { d.kind = wire::DatagramKind::echo; }},
        Foreign{"an_attempt_too_far", [](wire::Datagram& d) { d.attempt = evidence::attempts_max; }}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST(Receipts, AnswersAReplayedProbeNeverTwice) {
  Receipts receipts = armed();
  EXPECT_TRUE(receipts.accept(tunnel, probe(), peer, 40'000));
  EXPECT_FALSE(receipts.accept(tunnel, probe(), peer, 40'001));
  EXPECT_EQ(receipts.receipts()[0].delivered.count(), 1);
}

TEST(Receipts, RefusesAFlowOnAnotherPortThanItsOwn) {
  Receipts receipts = armed();
  receipts.arm({Protocol::tcp, 10003}, {FlowId{6}});
  EXPECT_FALSE(receipts.accept({Protocol::tcp, 10003}, probe(), peer, 40'000));
}

TEST(Receipts, CountsStrangersByAddressUpToALimit) {
  Receipts receipts = armed();
  const ListenPort port{Protocol::tcp, 10003};
  for (std::uint32_t host = 0; host < 1'000; ++host) {
    receipts.stranger(port, boost::asio::ip::address_v4(0xC0000200U + host));
  }
  receipts.stranger(port, boost::asio::ip::address_v4(0xC0000200U));
  EXPECT_EQ(receipts.strangers().size(), evidence::strangers_max);
  EXPECT_EQ(receipts.strangers()[0].count, 2U);
}

TEST(Receipts, CountsCloserLooksBesideTheBaseAttempts) {
  Receipts receipts = looking();
  wire::Datagram look = probe();
  for (const unsigned attempt : {64U, 67U, 128U, 159U, 195U}) {
    look.attempt = static_cast<std::uint16_t>(attempt);
    EXPECT_TRUE(receipts.accept(tunnel, look, peer, 40'000)) << attempt;
    EXPECT_FALSE(receipts.accept(tunnel, look, peer, 40'000)) << attempt << ", a replay";
    receipts.answered(look);
    receipts.answer_failed(look, 1);
  }
  EXPECT_TRUE(receipts.receipts().empty());
  ASSERT_EQ(receipts.looks().size(), 1U);
  EXPECT_EQ(receipts.looks()[0].path, look.path);
  EXPECT_EQ(receipts.looks()[0].burst, 0b1001U);
  EXPECT_EQ(receipts.looks()[0].sizes, 0x8000'0001U);
}

TEST(Receipts, TakesNoCloserLookThatNobodyOrders) {
  Receipts receipts = armed();
  const ListenPort tcp{Protocol::tcp, 10'003};
  receipts.arm(tcp, {FlowId{5}});
  wire::Datagram look = probe();
  for (const unsigned attempt : {32U, 63U, 160U, 191U, 223U, 65'535U}) {
    look.attempt = static_cast<std::uint16_t>(attempt);
    EXPECT_FALSE(receipts.accept(tunnel, look, peer, 40'000)) << attempt;
  }
  look.attempt = evidence::burst_attempt;
  EXPECT_FALSE(receipts.accept(tcp, look, peer, 40'000)) << "bursts are UDP's";
}

TEST(Receipts, RemembersABoundedNumberOfLooks) {
  Receipts receipts = looking();
  wire::Datagram look = probe();
  look.attempt = evidence::burst_attempt;
  for (std::uint32_t source = 0; source < evidence::looks_max + 10; ++source) {
    look.path.source = NodeId{source};
    EXPECT_EQ(receipts.accept(tunnel, look, peer, 40'000), source < evidence::looks_max);
  }
  EXPECT_EQ(receipts.looks().size(), evidence::looks_max);
}

TEST(Receipts, OverTcpTakeEachSizeOnceAndTellWhenAllOfItCame) {
  constexpr ListenPort api{Protocol::tcp, 10'000};
  Receipts receipts(run, me, {});
  receipts.expect_looks();
  receipts.arm(api, {FlowId{5}});
  wire::Datagram look = probe();
  for (const unsigned attempt : {evidence::size_attempt + 0U, evidence::size_attempt + 31U}) {
    look.attempt = static_cast<std::uint16_t>(attempt);
    EXPECT_TRUE(receipts.accept(api, look, peer, 40'000)) << attempt;
    EXPECT_FALSE(receipts.accept(api, look, peer, 40'000)) << attempt << ", a replay";
  }
  ASSERT_EQ(receipts.looks().size(), 1U);
  EXPECT_EQ(receipts.looks()[0].sizes, 0U) << "nothing full has come";
  receipts.segments_arrived(look);
  EXPECT_EQ(receipts.looks()[0].sizes, 0x8000'0000U);
  for (const unsigned attempt :
       {evidence::burst_attempt + 0U, evidence::trace_attempt + 0U, 160U}) {
    look.attempt = static_cast<std::uint16_t>(attempt);
    EXPECT_FALSE(receipts.accept(api, look, peer, 40'000)) << attempt << " is of UDP";
  }
}

}  // namespace
}  // namespace oakprobe::agent
