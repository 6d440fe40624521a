#include "probe-agent/agent.hpp"

#include "base/big_endian.hpp"
#include "tests/probe-agent/agent_orders.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <optional>
#include <span>

namespace oakprobe::agent {
namespace {

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
