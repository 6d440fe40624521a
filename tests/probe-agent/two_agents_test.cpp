#include "tests/probe-agent/agent_orders.hpp"

#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

class TwoAgents : public testing::Test {
 protected:
  void arm_both() {
    source_.arm(hello(NodeId{0}), order(source_address));
    armed_ = target_.arm(hello(NodeId{1}), target_order(ports_));
  }

  evidence::NodeEvidence dial(std::vector<wire::PlannedPath> paths, const std::string& name = "") {
    source_.ask<wire::Probed>(plan(std::move(paths), name));
    return source_.evidence();
  }

  boost::asio::io_context io_;
  FreePorts ports_{io_};
  ScriptedCoordinator source_{io_};
  ScriptedCoordinator target_{io_};
  wire::Armed armed_;
};

TEST_F(TwoAgents, ProveAPathFromBothEnds) {
  arm_both();
  ASSERT_EQ(armed_.ports.size(), 2U);
  EXPECT_EQ(armed_.ports[0].mode, evidence::ListenMode::stand_in);
  EXPECT_EQ(armed_.ports[1].mode, evidence::ListenMode::stand_in);

  const auto seen = dial(
      {planned(tunnel, Protocol::udp, ports_.udp_port),
       planned(api, Protocol::tcp, ports_.tcp_port)}
  );
  ASSERT_EQ(seen.dials.size(), 2U);
  for (const evidence::DialEvidence& evidence : seen.dials) {
    EXPECT_EQ(evidence.sent.count(), 2);
    EXPECT_EQ(evidence.answered.count(), 2);
    EXPECT_TRUE(evidence.failures.empty());
    ASSERT_TRUE(evidence.round_trip.has_value());
    EXPECT_LE(evidence.round_trip->min_us, evidence.round_trip->max_us);
  }

  const auto received = target_.evidence();
  ASSERT_EQ(received.receipts.size(), 2U);
  for (const evidence::ReceiptEvidence& receipt : received.receipts) {
    EXPECT_EQ(receipt.delivered.count(), 2);
    EXPECT_EQ(receipt.answered.count(), 2);
    EXPECT_EQ(receipt.observed_source, source_address);
    EXPECT_NE(receipt.observed_port, ports_.udp_port);
  }
  EXPECT_TRUE(received.strangers.empty());
  EXPECT_TRUE(received.no_route_to.empty());
}

TEST_F(TwoAgents, DialMoreWhenToldAndRememberWhatWasBefore) {
  arm_both();
  EXPECT_EQ(dial({planned(tunnel, Protocol::udp, ports_.udp_port)}).dials.size(), 1U);
  const auto seen = dial({planned(api, Protocol::tcp, ports_.tcp_port)});
  ASSERT_EQ(seen.dials.size(), 2U);
  EXPECT_EQ(seen.dials[0].path.flow, tunnel);
  EXPECT_EQ(seen.dials[1].path.flow, api);
  for (const evidence::DialEvidence& evidence : seen.dials) EXPECT_EQ(evidence.answered.count(), 2);
  EXPECT_EQ(target_.evidence().receipts.size(), 2U);
}

TEST_F(TwoAgents, EndAfterTooManyOrdersToDial) {
  arm_both();
  for (std::size_t order = 0; order < wire::probe_orders_max; ++order) dial({});
  EXPECT_THROW(source_.ask<wire::Probed>(plan({})), std::runtime_error);
}

wire::LookOrder look_at(const wire::PlannedPath& path, std::uint16_t full_bytes) {
  wire::LookOrder order;
  evidence::Look& look = order.looks.emplace_back();
  look.path = path.path;
  look.burst = path.protocol == Protocol::udp ? 40 : 0;
  look.full_bytes = full_bytes;
  look.trace = true;
  return order;
}

TEST_F(TwoAgents, LookCloserAtAPathThatWorks) {
  arm_both();
  const auto path = planned(tunnel, Protocol::udp, ports_.udp_port);
  dial({path});
  target_.evidence();  // before that a look's probes are dropped
  const auto looked = source_.ask<wire::Looked>(look_at(path, 1'478));
  ASSERT_EQ(looked.looks.size(), 1U);
  const evidence::LookEvidence& seen = looked.looks[0];
  EXPECT_EQ(seen.path, path.path);
  EXPECT_EQ(seen.burst_sent, (std::uint64_t{1} << 40U) - 1);
  EXPECT_EQ(seen.burst_answered, seen.burst_sent);
  ASSERT_EQ(seen.sizes.size(), 3U) << "the full packet passes: no need to climb";
  for (const evidence::SizedProbe& size : seen.sizes) EXPECT_TRUE(size.answered) << size.bytes;
  ASSERT_EQ(seen.hops.size(), 1U);
  EXPECT_EQ(seen.hops[0], (evidence::Hop{1, target_address, true}));

  const auto received = target_.ask<wire::LookReceipts>(wire::LookReceiptsRequest{});
  ASSERT_EQ(received.receipts.size(), 1U);
  EXPECT_EQ(received.receipts[0].burst, seen.burst_sent);
  EXPECT_EQ(received.receipts[0].sizes, 0b111U);
  EXPECT_EQ(target_.evidence().receipts[0].delivered.count(), 2) << "of the base attempts";
}

TEST_F(TwoAgents, LookCloserAtWhatIsRefused) {
  arm_both();
  const std::uint16_t nobodys = FreePorts(io_).tcp_port;
  const auto path = planned(api, Protocol::tcp, nobodys);
  dial({path});
  const auto looked = source_.ask<wire::Looked>(look_at(path, 0));
  ASSERT_EQ(looked.looks.size(), 1U);
  ASSERT_EQ(looked.looks[0].hops.size(), 1U);
  EXPECT_EQ(looked.looks[0].hops[0], (evidence::Hop{1, target_address, true}))
      << "a reset is the end";
}

TEST_F(TwoAgents, LookAtNothingThatWasNotDialled) {
  arm_both();
  dial({planned(tunnel, Protocol::udp, ports_.udp_port)});
  EXPECT_THROW(
      source_.ask<wire::Looked>(look_at(planned(api, Protocol::tcp, ports_.tcp_port), 0)),
      std::runtime_error
  );
}

TEST_F(TwoAgents, StopLookingWhenTheyAreDisarmed) {
  arm_both();
  const auto path = planned(tunnel, Protocol::udp, ports_.udp_port);
  dial({path});
  auto order = look_at(path, 1'478);
  order.looks[0].start_ms = 600'000;
  source_.send(order);
  source_.disarm();
}

TEST_F(TwoAgents, TellARefusalFromAnAnswer) {
  arm_both();
  target_.disarm();
  const auto seen = dial(
      {planned(tunnel, Protocol::udp, ports_.udp_port),
       planned(api, Protocol::tcp, ports_.tcp_port)}
  );
  const evidence::DialEvidence& over_udp = seen.dials.at(0);
  EXPECT_TRUE(over_udp.answered.empty());
  ASSERT_FALSE(over_udp.failures.empty());
  EXPECT_EQ(over_udp.failures[0].stage, evidence::DialStage::reply);
  EXPECT_EQ(over_udp.failures[0].error, ECONNREFUSED);
  ASSERT_TRUE(over_udp.failures[0].icmp.has_value());
  EXPECT_EQ(over_udp.failures[0].icmp->from, target_address);

  const evidence::DialEvidence& over_tcp = seen.dials.at(1);
  EXPECT_TRUE(over_tcp.connected.empty());
  EXPECT_EQ(over_tcp.sent.count(), 2);
  ASSERT_EQ(over_tcp.failures.size(), 2U);
  EXPECT_EQ(over_tcp.failures[0].stage, evidence::DialStage::connect);
  EXPECT_EQ(over_tcp.failures[0].error, ECONNREFUSED);
  EXPECT_FALSE(over_tcp.failures[0].icmp.has_value());
}

TEST_F(TwoAgents, ConnectWithoutAByteWhereNoStandInIsAsked) {
  arm_both();
  auto bare = planned(api, Protocol::tcp, ports_.tcp_port);
  bare.mode = evidence::DialMode::bare;
  const auto seen = dial({bare});
  EXPECT_EQ(seen.dials.at(0).connected.count(), 2);
  EXPECT_TRUE(seen.dials.at(0).answered.empty());
  const auto received = target_.evidence();
  EXPECT_TRUE(received.receipts.empty());
  ASSERT_EQ(received.strangers.size(), 1U);
  EXPECT_EQ(received.strangers[0].from, source_address);
}

TEST_F(TwoAgents, SayWhichNameHasNoAddress) {
  arm_both();
  auto path = planned(api, Protocol::tcp, ports_.tcp_port);
  const auto seen = dial({path}, "no-such-host.invalid");
  ASSERT_EQ(seen.dials.at(0).failures.size(), 1U);
  EXPECT_EQ(seen.dials[0].failures[0].stage, evidence::DialStage::resolve);
  EXPECT_TRUE(seen.dials[0].sent.empty());
}

TEST_F(TwoAgents, ReportTheAddressesOfAName) {
  arm_both();
  auto path = planned(tunnel, Protocol::udp, ports_.udp_port);
  const auto seen = dial({path}, "localhost");
  ASSERT_TRUE(seen.dials.at(0).dialled.has_value());
  EXPECT_TRUE(seen.dials[0].dialled->is_loopback());
  EXPECT_FALSE(seen.dials[0].alternatives.empty());
}

}  // namespace
}  // namespace oakprobe::agent
