#include "probe-agent/agent.hpp"

#include "base/big_endian.hpp"
#include "tests/support/probe_keys.hpp"
#include "tests/support/scripted_coordinator.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <optional>
#include <span>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using testing_support::ScriptedCoordinator;

constexpr std::uint64_t run = 0x1122334455667788;
constexpr FlowId tunnel{0};
constexpr FlowId api{1};
const IpAddress source_address = make_address("127.0.7.1");
const IpAddress target_address = make_address("127.0.7.2");

wire::Hello hello(NodeId node) {
  wire::Hello out;
  out.run = run;
  out.node = node;
  out.name = "n" + std::to_string(index_of(node));
  return out;
}

// Two ports of the target's address that are free.
struct FreePorts {
  explicit FreePorts(boost::asio::io_context& io) {
    const udp::socket first(io, udp::endpoint(target_address, 0));
    const tcp::acceptor second(io, tcp::endpoint(target_address, 0));
    udp_port = first.local_endpoint().port();
    tcp_port = second.local_endpoint().port();
  }
  std::uint16_t udp_port = 0;
  std::uint16_t tcp_port = 0;
};

wire::Arm order(const IpAddress& bind, NodeId node = NodeId{0}) {
  wire::Arm out;
  out.key = testing_support::key_of(node);
  out.bind = bind;
  return out;
}

wire::Arm target_order(const FreePorts& ports) {
  wire::Arm out = order(target_address, NodeId{1});
  out.ports.push_back({{Protocol::udp, ports.udp_port}, {tunnel}, "", true});
  out.ports.push_back({{Protocol::tcp, ports.tcp_port}, {api}, "", true});
  // Nobody dials from the first one's address.
  out.peers = {{NodeId{0}, make_address("127.0.0.1")}, {NodeId{7}, source_address}};
  return out;
}

wire::PlannedPath planned(FlowId flow, Protocol protocol, std::uint16_t port) {
  wire::PlannedPath out;
  out.path = {flow, NodeId{0}, NodeId{1}};
  out.protocol = protocol;
  out.port = port;
  return out;
}

// By the name, if one is given, instead of the target's address.
wire::Probe plan(std::vector<wire::PlannedPath> paths, const std::string& name = "") {
  wire::Probe out;
  out.nodes = 2;
  out.addresses = {target_address};
  if (!name.empty()) out.names = {name};
  for (wire::PlannedPath& path : paths) path.named = !name.empty();
  out.paths = std::move(paths);
  out.attempts = 2;
  testing_support::give_keys(out);
  return out;
}

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

class OneAgent : public testing::Test {
 protected:
  [[nodiscard]] bool ports_are_free() {
    boost::system::error_code in_use;
    udp::socket over_udp(io_);
    over_udp.open(udp::v4(), in_use);
    over_udp.bind(udp::endpoint(target_address, ports_.udp_port), in_use);
    if (in_use) return false;
    tcp::acceptor over_tcp(io_);
    over_tcp.open(tcp::v4(), in_use);
    over_tcp.bind(tcp::endpoint(target_address, ports_.tcp_port), in_use);
    return !in_use;
  }

  // What became of the ports of the target's order, or of another.
  std::vector<evidence::ArmedPort> arm(const wire::Arm& order) {
    return coordinator_->arm(hello(NodeId{1}), order).ports;
  }
  std::vector<evidence::ArmedPort> arm() { return arm(target_order(ports_)); }

  // A new agent for each of some ways to an end.
  void end_by(const char* name, bool armed, const std::function<void()>& way, int exit_code) {
    SCOPED_TRACE(name);
    coordinator_.reset();
    coordinator_.emplace(io_);
    if (armed) {
      arm();
      EXPECT_FALSE(ports_are_free());
    }
    way();
    coordinator_->wait_for_end();
    EXPECT_EQ(coordinator_->exit_code(), exit_code);
    EXPECT_TRUE(ports_are_free());
  }

  boost::asio::io_context io_;
  FreePorts ports_{io_};
  std::optional<ScriptedCoordinator> coordinator_{std::in_place, io_};
};

TEST_F(OneAgent, LeavesAPortThatSomebodyOwnsAlone) {
  udp::socket owner(io_, udp::endpoint(target_address, ports_.udp_port));
  const auto armed = arm();
  EXPECT_EQ(armed.at(0).mode, evidence::ListenMode::live);
  EXPECT_EQ(armed[0].pid, ::getpid());
  EXPECT_FALSE(armed[0].process.empty());
  EXPECT_EQ(armed.at(1).mode, evidence::ListenMode::stand_in);
}

// The order is not the plan's: it is the rotation's.
TEST_F(OneAgent, DialsInTheOrderOfTheRotation) {
  udp::socket target(io_, udp::endpoint(target_address, ports_.udp_port));
  coordinator_->arm(hello(NodeId{0}), order(source_address));
  wire::Probe all;
  all.nodes = 21;
  all.seed[3] = std::byte{7};
  all.addresses = {target_address};
  all.attempts = 1;
  all.timeout_ms = 1;
  all.settle_ms = 0;
  for (std::uint32_t node = 1; node < all.nodes; ++node) {
    all.paths.push_back(planned(tunnel, Protocol::udp, ports_.udp_port));
    all.paths.back().path.target = NodeId{node};
  }
  testing_support::give_keys(all);
  coordinator_->ask<wire::Probed>(all);
  const wire::DatagramCodec codec = testing_support::codec_of(NodeId{0});
  const Rotation rotation(all.nodes, all.seed);
  for (std::uint32_t slot = 1; slot < all.nodes; ++slot) {
    std::array<std::byte, 256> buffer{};
    const std::size_t bytes = target.receive(boost::asio::buffer(buffer));
    const auto probe = codec.decode(std::span(buffer).first(bytes));
    ASSERT_TRUE(probe);
    EXPECT_EQ(rotation.slot(NodeId{0}, probe->path.target), slot);
  }
}

TEST_F(OneAgent, TellsAConnectionsSourcePortFromAnOwner) {
  udp::socket client(io_, udp::endpoint(target_address, ports_.udp_port));
  client.connect(udp::endpoint(make_address("127.0.7.9"), 53));
  EXPECT_EQ(arm().at(0).mode, evidence::ListenMode::used_as_source);
}

// A service on all addresses that closed a connection first, and ended: TIME_WAIT keeps its port.
TEST_F(OneAgent, TakesAPortOfWhichOnlyTimeWaitIsLeft) {
  wire::Arm wanted;
  {
    tcp::acceptor service(io_, tcp::endpoint(tcp::v4(), 0), true);
    const std::uint16_t port = service.local_endpoint().port();
    wanted.ports.push_back({{Protocol::tcp, port}, {api}, "", true});
    tcp::socket client(io_);
    client.connect(tcp::endpoint(make_address("127.0.0.1"), port));
    tcp::socket served = service.accept();
    served.close();
    boost::system::error_code end;
    std::array<char, 1> nothing;
    client.read_some(boost::asio::buffer(nothing), end);
    ASSERT_EQ(end, boost::asio::error::eof);
  }
  EXPECT_EQ(arm(wanted).at(0).mode, evidence::ListenMode::stand_in);
}

TEST_F(OneAgent, BindsNothingWhenToldToWatchOnly) {
  wire::Arm watch = target_order(ports_);
  watch.policy = wire::ListenPolicy::never;
  EXPECT_EQ(arm(watch).at(0).mode, evidence::ListenMode::none);
  EXPECT_TRUE(ports_are_free());
}

TEST_F(OneAgent, FreesItsPortsHoweverItEnds) {
  const std::vector<std::byte> garbage(100, std::byte{0xff});
  const std::vector<std::byte> half{std::byte{0}, std::byte{0}, std::byte{1}};
  wire::Hello of_another_version = hello(NodeId{1});
  of_another_version.version = 2;
  const auto plan_of_node_0 = plan({planned(tunnel, Protocol::udp, ports_.udp_port)});
  end_by(
      "end of input", true, [&] { coordinator_->hang_up(); }, 0
  );
  end_by(
      "stopped", true, [&] { coordinator_->agent().stop(0, ""); }, 0
  );
  end_by(
      "another's plan", true, [&] { coordinator_->send(plan_of_node_0); }, 1
  );
  end_by(
      "the wrong time", false, [&] { coordinator_->send(target_order(ports_)); }, 1
  );
  end_by(
      "garbage", false, [&] { coordinator_->send_raw(garbage); }, 1
  );
  const auto truncate = [&] {
    coordinator_->send_raw(half);
    coordinator_->hang_up();
  };
  end_by("a truncated frame", true, truncate, 1);
  end_by(
      "another version", false, [&] { coordinator_->send(of_another_version); }, 1
  );
  EXPECT_NE(coordinator_->why().find("install the same version"), std::string::npos);
}

TEST_F(OneAgent, FreesItsPortsAtDisarm) {
  arm();
  EXPECT_FALSE(ports_are_free());
  coordinator_->disarm();
  EXPECT_TRUE(ports_are_free());
}

TEST_F(OneAgent, AnswersNoDatagramThatIsNotOfItsRun) {
  arm();
  udp::socket stranger(io_, udp::endpoint(source_address, 0));
  stranger.non_blocking(true);
  const udp::endpoint to(target_address, ports_.udp_port);

  wire::Datagram probe;
  probe.run = run;
  probe.path = {tunnel, NodeId{0}, NodeId{1}};
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  const auto send = [&](std::size_t size) {
    stranger.send_to(boost::asio::buffer(bytes.data(), size), to);
  };
  wire::ProbeKey other_key = testing_support::key_of(NodeId{1});
  other_key[1] = std::byte{1};
  wire::DatagramCodec(NodeId{1}, other_key).encode(probe, bytes);
  send(bytes.size());  // another run's key
  send(0);
  const wire::DatagramCodec codec = testing_support::codec_of(NodeId{0});
  codec.encode(probe, bytes);
  send(bytes.size() - 1);  // cut short
  probe.path.target = NodeId{2};
  codec.encode(probe, bytes);
  send(bytes.size());  // another node's number
  const auto key_of_2 = wire::derive_key(testing_support::key_of(NodeId{1}), NodeId{2});
  for (const NodeId liar : {NodeId{2}, NodeId{3}}) {
    // What it was told of this target does not do for another source's probe.
    wire::DatagramCodec forged(liar, wire::ProbeKey{});
    forged.keys().add(std::array{wire::TargetKey{NodeId{1}, key_of_2}});
    probe.path = {tunnel, liar, NodeId{1}};
    forged.encode(probe, bytes);
    store_big_endian(std::span(bytes).subspan(16), std::uint32_t{0});
    send(bytes.size());
  }
  probe.path = {tunnel, NodeId{0}, NodeId{1}};
  codec.encode(probe, bytes);
  send(bytes.size());
  send(bytes.size());  // a replay

  // By the time that the one good probe is answered, the others before it have been dropped.
  auto received = coordinator_->evidence();
  while (received.receipts.empty()) received = coordinator_->evidence();
  ASSERT_EQ(received.receipts.size(), 1U);
  EXPECT_EQ(received.receipts[0].delivered.count(), 1);
  std::array<std::byte, 256> answer;
  udp::endpoint from;
  boost::system::error_code nothing;
  EXPECT_EQ(stranger.receive_from(boost::asio::buffer(answer), from, 0, nothing), bytes.size());
  EXPECT_EQ(from, to);
  stranger.receive_from(boost::asio::buffer(answer), from, 0, nothing);
  EXPECT_EQ(nothing, boost::asio::error::would_block);
}

}  // namespace
}  // namespace oakprobe::agent
