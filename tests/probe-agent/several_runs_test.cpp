#include "probe-agent/agent.hpp"
#include "tests/support/probe_keys.hpp"
#include "tests/support/scripted_coordinator.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <span>

// One session that holds several runs.
namespace oakprobe::agent {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using ::testing::HasSubstr;
using testing_support::ScriptedCoordinator;

const IpAddress node_address = make_address("127.0.7.5");
const IpAddress peer_address = make_address("127.0.7.6");
constexpr FlowId tunnel{0};

class SeveralRuns : public testing::Test {
 protected:
  SeveralRuns() {
    const udp::socket free(io_, udp::endpoint(node_address, 0));
    port_ = free.local_endpoint().port();
    options_.confine = [this](Confinement when, const auto&) { confinements_.push_back(when); };
  }

  ScriptedCoordinator& start() {
    auto& coordinator = coordinator_.emplace(io_, options_);
    wire::Hello hello;
    hello.run = 1;
    hello.node = NodeId{1};
    coordinator.ask<wire::Welcome>(hello);
    return coordinator;
  }

  // Each run as another node than before.
  wire::Arm order(std::uint32_t run, bool again = true) const {
    wire::Arm order;
    order.place = wire::RunPlace{run, NodeId{run}};
    order.again = again;
    order.key = testing_support::key_of(NodeId{run});
    order.bind = node_address;
    order.taps = false;
    order.ports.push_back({{Protocol::udp, port_}, {tunnel}, "", true});
    return order;
  }

  [[nodiscard]] bool port_is_free() {
    boost::system::error_code in_use;
    udp::socket socket(io_);
    socket.open(udp::v4(), in_use);
    socket.bind(udp::endpoint(node_address, port_), in_use);
    return !in_use;
  }

  // How many bytes come back for a probe of this run; 0: nothing does.
  std::size_t probe(ScriptedCoordinator& coordinator, std::uint64_t run, NodeId target) {
    udp::socket peer(io_, udp::endpoint(peer_address, 0));
    peer.non_blocking(true);
    wire::Datagram datagram;
    datagram.run = run;
    datagram.path = {tunnel, NodeId{9}, target};
    wire::DatagramCodec codec(NodeId{9}, testing_support::key_of(NodeId{9}));
    const auto key = wire::derive_key(testing_support::key_of(target), NodeId{9});
    codec.keys().add(std::array{wire::TargetKey{target, key}});
    std::array<std::byte, wire::datagram_bytes_min> bytes{};
    codec.encode(datagram, bytes);
    peer.send_to(boost::asio::buffer(bytes), udp::endpoint(node_address, port_));
    coordinator.send(wire::EvidenceRequest());  // behind the probe
    coordinator.receive<wire::Evidence>();
    coordinator.evidence();
    std::array<std::byte, 256> answer{};
    udp::endpoint from;
    boost::system::error_code nothing;
    return peer.receive_from(boost::asio::buffer(answer), from, 0, nothing);
  }

  boost::asio::io_context io_;
  AgentOptions options_;
  std::optional<ScriptedCoordinator> coordinator_;
  std::uint16_t port_ = 0;
  std::vector<Confinement> confinements_;
};

TEST_F(SeveralRuns, FollowEachOther) {
  ScriptedCoordinator& coordinator = start();
  for (std::uint32_t run = 1; run <= 3; ++run) {
    SCOPED_TRACE(run);
    EXPECT_FALSE(coordinator.ask<evidence::Facts>(wire::FactsRequest()).host_name.empty());
    EXPECT_EQ(
        coordinator.ask<wire::Armed>(order(run)).ports.at(0).mode, evidence::ListenMode::stand_in
    );
    EXPECT_FALSE(port_is_free());
    EXPECT_EQ(probe(coordinator, run, NodeId{run}), wire::datagram_bytes_min);
    EXPECT_EQ(probe(coordinator, run - 1, NodeId{run}), 0U) << "of the run before";
    EXPECT_EQ(probe(coordinator, run, NodeId{run - 1}), 0U) << "its node then";
    coordinator.disarm();
    EXPECT_TRUE(port_is_free());
  }
  EXPECT_EQ(confinements_, std::vector(3, Confinement::between_runs));
  coordinator.send(wire::Bye());
  coordinator.wait_for_end();
  EXPECT_EQ(coordinator.exit_code(), 0);
}

TEST_F(SeveralRuns, DialAnew) {
  udp::socket target(io_, udp::endpoint(peer_address, 0));
  target.non_blocking(true);
  ScriptedCoordinator& coordinator = start();
  for (std::uint32_t run = 1; run <= 2; ++run) {
    SCOPED_TRACE(run);
    coordinator.ask<wire::Armed>(order(run));
    wire::Probe plan;
    plan.nodes = 10;
    plan.addresses = {peer_address};
    plan.attempts = 1;
    plan.timeout_ms = 10;
    plan.settle_ms = 0;
    wire::PlannedPath& path = plan.paths.emplace_back();
    path.path = {tunnel, NodeId{run}, NodeId{9}};
    path.protocol = Protocol::udp;
    path.port = target.local_endpoint().port();
    testing_support::give_keys(plan);
    coordinator.ask<wire::Probed>(plan);
    const auto evidence = coordinator.evidence();
    ASSERT_EQ(evidence.dials.size(), 1U) << "nothing of the run before";
    EXPECT_EQ(evidence.dials[0].path, path.path);
    std::array<std::byte, 256> bytes{};
    const std::size_t size = target.receive(boost::asio::buffer(bytes));
    wire::DatagramCodec codec = testing_support::codec_of(NodeId{9});
    const auto probe = codec.decode(std::span(bytes).first(size));
    ASSERT_TRUE(probe);
    EXPECT_EQ(probe->run, run);
    coordinator.disarm();
  }
}

TEST_F(SeveralRuns, EndWithTheOneThatDoesNotSayAgain) {
  for (const wire::Message& next : {wire::Message(order(3)), wire::Message(wire::FactsRequest())}) {
    confinements_.clear();
    ScriptedCoordinator& coordinator = start();
    for (std::uint32_t run = 1; run <= 2; ++run) {
      coordinator.ask<wire::Armed>(order(run, run < 2));
      coordinator.disarm();
    }
    EXPECT_EQ(confinements_, (std::vector{Confinement::between_runs, Confinement::last_run}));
    coordinator.send(next);
    coordinator.wait_for_end();
    EXPECT_EQ(coordinator.exit_code(), 1);
    EXPECT_THAT(coordinator.why(), HasSubstr("did not expect"));
  }
}

TEST_F(SeveralRuns, AreNotArmedTwiceAtATime) {
  ScriptedCoordinator& coordinator = start();
  coordinator.ask<wire::Armed>(order(1));
  coordinator.send(order(2));
  coordinator.wait_for_end();
  EXPECT_THAT(coordinator.why(), HasSubstr("did not expect 'arm'"));
  EXPECT_TRUE(port_is_free());
}

TEST_F(SeveralRuns, LeaveNothingToAskForBetweenThem) {
  for (const wire::Message& question :
       {wire::Message(wire::EvidenceRequest()),
        wire::Message(wire::LookReceiptsRequest()),
        wire::Message(wire::Probe())}) {
    ScriptedCoordinator& coordinator = start();
    coordinator.ask<wire::Armed>(order(1));
    coordinator.disarm();
    coordinator.send(question);
    coordinator.wait_for_end();
    EXPECT_THAT(coordinator.why(), HasSubstr("did not expect"));
  }
}

// The lease is the session's, whatever runs it has held.
TEST_F(SeveralRuns, EndWithTheLease) {
  options_.limits.lease = 300ms;
  ScriptedCoordinator& coordinator = start();
  coordinator.ask<wire::Armed>(order(1));
  coordinator.disarm();
  coordinator.ask<wire::Armed>(order(2));
  EXPECT_FALSE(port_is_free());
  coordinator.wait_for_end();
  EXPECT_EQ(coordinator.exit_code(), 1);
  EXPECT_THAT(coordinator.why(), HasSubstr("fell silent"));
  EXPECT_TRUE(port_is_free());
}

// Of each run for itself.
TEST_F(SeveralRuns, AreOverWhenTheirTimeIs) {
  ScriptedCoordinator& coordinator = start();
  wire::Arm first = order(1);
  first.ends_after_s = 1;
  coordinator.ask<wire::Armed>(first);
  coordinator.disarm();
  coordinator.ask<wire::Armed>(order(2));
  io_.run_for(1'200ms);
  EXPECT_FALSE(coordinator.exit_code()) << coordinator.why();
  coordinator.disarm();
  wire::Arm third = order(3);
  third.ends_after_s = 1;
  coordinator.ask<wire::Armed>(third);
  coordinator.wait_for_end();
  EXPECT_THAT(coordinator.why(), HasSubstr("the time of this run is over"));
  EXPECT_TRUE(port_is_free());
}

}  // namespace
}  // namespace oakprobe::agent
