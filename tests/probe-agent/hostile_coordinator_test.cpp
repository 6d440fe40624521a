#include "base/big_endian.hpp"
#include "probe-agent/agent.hpp"
#include "tests/support/heap_meter.hpp"
#include "tests/support/probe_keys.hpp"
#include "tests/support/scripted_coordinator.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using ::testing::HasSubstr;
using testing_support::HeapMeter;
using testing_support::ScriptedCoordinator;
using Bytes = std::vector<std::byte>;

const IpAddress node_address = make_address("127.0.7.3");

Bytes frame(const wire::Message& message) {
  Bytes bytes;
  wire::append_frame(bytes, wire::encode_message(message));
  return bytes;
}

// A frame whose body is this text: CBOR by hand.
Bytes frame_of(std::string_view body) {
  Bytes bytes;
  wire::append_frame(bytes, std::as_bytes(std::span(body)));
  return bytes;
}

Bytes header(std::uint32_t length) {
  Bytes bytes(4);
  store_big_endian<std::uint32_t>(bytes, length);
  return bytes;
}

class HostileCoordinator : public testing::Test {
 protected:
  HostileCoordinator() { port_ = free_port(); }

  [[nodiscard]] std::uint16_t free_port() {
    return tcp::acceptor(*io_, tcp::endpoint(node_address, 0)).local_endpoint().port();
  }
  [[nodiscard]] bool port_is_free() {
    boost::system::error_code in_use;
    tcp::acceptor acceptor(*io_);
    acceptor.open(tcp::v4(), in_use);
    acceptor.bind(tcp::endpoint(node_address, port_), in_use);
    return !in_use;
  }

  ScriptedCoordinator& start(AgentLimits limits = {}) {
    AgentOptions options;
    options.limits = limits;
    coordinator_.reset();
    io_ = std::make_unique<boost::asio::io_context>(1);  // and what the last agent left in it
    return coordinator_.emplace(*io_, options);
  }

  // Through hello and arm: the agent holds a port.
  ScriptedCoordinator& start_armed(AgentLimits limits = {}) {
    auto& coordinator = start(limits);
    wire::Arm order;
    order.bind = node_address;
    order.ports.push_back({{Protocol::tcp, port_}, {FlowId{0}}, "", true});
    EXPECT_EQ(coordinator.arm({}, order).ports.at(0).mode, evidence::ListenMode::stand_in);
    return coordinator;
  }

  static constexpr std::size_t much = 10'000;
  // Evidence of 140 KB from now on, since no two paths make a run; and nothing is dialled: the
  // paths' turn is in 50 minutes.
  static void order_much(ScriptedCoordinator& coordinator) {
    wire::Probe plan;
    plan.addresses = {node_address};
    plan.nodes = 2 * much;
    for (std::uint32_t number = 0; number < much; ++number) {
      wire::PlannedPath& path = plan.paths.emplace_back();
      path.path = {FlowId{0}, NodeId{0}, NodeId{2 * number}};
      path.port = 1;
      path.start_ms = 3'000'000;
    }
    testing_support::give_keys(plan);
    coordinator.send(plan);
  }

  // How many paths one answer tells of.
  static std::size_t receive_evidence(ScriptedCoordinator& coordinator) {
    std::size_t dials = 0;
    for (bool last = false; !last;) {
      const auto evidence = coordinator.receive<wire::Evidence>();
      dials += evidence.part.dials.size();
      last = evidence.last;
    }
    return dials;
  }

  // Sends the bytes one by one, for as long as the agent lives.
  void trickle(ScriptedCoordinator& coordinator, Bytes bytes) {
    std::size_t at = 0;
    boost::asio::steady_timer timer(*io_);
    std::function<void()> next = [&] {
      timer.expires_after(5ms);
      timer.async_wait([&](const boost::system::error_code& cancelled) {
        if (cancelled || coordinator.exit_code()) return;
        coordinator.send_raw(std::span(bytes).subspan(at++ % bytes.size(), 1));
        next();
      });
    };
    next();
    coordinator.wait_for_end();
    EXPECT_GT(at, 0U);
  }

  std::unique_ptr<boost::asio::io_context> io_ = std::make_unique<boost::asio::io_context>(1);
  std::uint16_t port_ = 0;
  std::optional<ScriptedCoordinator> coordinator_;
};

struct Row {
  const char* name;
  Bytes bytes;
  const char* words;
};

const std::string deep(200'000, '\x81');

std::vector<Row> nonsense() {
  wire::Welcome not_for_an_agent;
  return {
      {"a length of 0", header(0), "no bytes"},
      {"a length of 2^31", header(1U << 31), "more bytes than are allowed"},
      {"a length of 2^32 - 1", header(~0U), "more bytes than are allowed"},
      {"no CBOR", frame_of("hello"), "well-formed CBOR"},
      {"a list of 2^32", frame_of(std::string("\x9b\0\0\0\1\0\0\0\0", 9)), "too many values"},
      {"without end", frame_of("\xbf\xff"), "well-formed CBOR"},
      {"a number", frame_of("\x07"), "lacks a field"},
      {"an unknown type", frame_of("\xa1\x64type\x64hack"), "unknown type"},
      {"a message for the other side", frame(not_for_an_agent), "did not expect 'welcome'"},
      {"text", Bytes(1'000, std::byte{'x'}), "more bytes than are allowed"},
  };
}

TEST_F(HostileCoordinator, IsToldWhatIsWrongBeforeHello) {
  auto rows = nonsense();
  rows.push_back({"one byte too many", header(64 * 1024 + 1), "more bytes than are allowed"});
  rows.push_back({"arm before hello", frame(wire::Arm()), "did not expect 'arm'"});
  rows.push_back({"a keepalive before hello", frame(wire::Keepalive()), "'keepalive'"});
  rows.push_back({"nested deep", frame_of(deep.substr(0, 60'000)), "nested too deeply"});
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    auto& coordinator = start();
    coordinator.send_raw(row.bytes);
    EXPECT_THAT(coordinator.receive<wire::Failed>().message, HasSubstr(row.words));
    coordinator.wait_for_end();
    EXPECT_EQ(coordinator.exit_code(), 1);
    EXPECT_THAT(coordinator.why(), HasSubstr(row.words));
  }
}

TEST_F(HostileCoordinator, IsToldWhatIsWrongAndThePortsAreFreed) {
  auto rows = nonsense();
  rows.push_back({"one byte too many", header(16 * 1024 * 1024 + 1), "more bytes than are allowed"}
  );
  rows.push_back({"hello again", frame(wire::Hello()), "did not expect 'hello'"});
  rows.push_back({"arm again", frame(wire::Arm()), "did not expect 'arm'"});
  rows.push_back({"nested deep", frame_of(deep), "nested too deeply"});
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    auto& coordinator = start_armed();
    coordinator.send_raw(row.bytes);
    EXPECT_THAT(coordinator.receive<wire::Failed>().message, HasSubstr(row.words));
    coordinator.wait_for_end();
    EXPECT_EQ(coordinator.exit_code(), 1);
    EXPECT_TRUE(port_is_free());
  }
}

TEST_F(HostileCoordinator, FlipsAnyBitOfItsHello) {
  wire::Hello hello;
  hello.name = "w1";
  const Bytes good = frame(hello);
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bytes = good;
    bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    auto& coordinator = start();
    coordinator.send_raw(bytes);
    coordinator.hang_up();  // what waits for more bytes has a truncated frame
    coordinator.wait_for_end();
    const bool in_order = coordinator.exit_code() == 0;
    EXPECT_EQ(coordinator.why().empty(), in_order) << "bit " << bit;
  }
}

TEST_F(HostileCoordinator, TricklesItsHello) {
  AgentLimits limits;
  limits.hello = 300ms;
  auto& coordinator = start(limits);
  trickle(coordinator, header(60'000));
  EXPECT_EQ(coordinator.exit_code(), 1);
  EXPECT_THAT(coordinator.why(), HasSubstr("did not say hello"));
}

TEST_F(HostileCoordinator, TricklesAFrame) {
  AgentLimits limits;
  limits.lease = 1'000ms;
  auto& coordinator = start_armed(limits);
  trickle(coordinator, header(60'000));
  EXPECT_EQ(coordinator.exit_code(), 1);
  EXPECT_THAT(coordinator.why(), HasSubstr("fell silent"));
  EXPECT_TRUE(port_is_free());
}

TEST_F(HostileCoordinator, FloodsWithValidMessages) {
  auto& coordinator = start_armed();
  Bytes flood;
  for (int i = 0; i < 1'000; ++i)
    wire::append_frame(flood, wire::encode_message(wire::Keepalive()));
  coordinator.send_raw(flood);
  coordinator.wait_for_end();
  EXPECT_EQ(coordinator.exit_code(), 1);
  EXPECT_THAT(coordinator.why(), HasSubstr("floods"));
  EXPECT_TRUE(port_is_free());
}

// What it asks for would be 25 MB.
TEST_F(HostileCoordinator, AsksAndNeverReads) {
  AgentLimits limits;
  limits.lease = 2'000ms;
  auto& coordinator = start_armed(limits);
  order_much(coordinator);
  coordinator.send(wire::EvidenceRequest());
  EXPECT_EQ(receive_evidence(coordinator), much);
  Bytes questions;
  for (int i = 0; i < 190; ++i)
    wire::append_frame(questions, wire::encode_message(wire::EvidenceRequest()));
  const HeapMeter meter;
  coordinator.send_raw(questions);
  coordinator.wait_for_end();
  EXPECT_LE(meter.peak_bytes(), 8U << 20);
  EXPECT_EQ(coordinator.exit_code(), 1);
  EXPECT_THAT(coordinator.why(), HasSubstr("fell silent"));
  EXPECT_TRUE(port_is_free());
}

// What was held back comes once there is room for it.
TEST_F(HostileCoordinator, ReadsLate) {
  auto& coordinator = start_armed();
  order_much(coordinator);
  constexpr int questions = 30;
  for (int i = 0; i < questions; ++i) coordinator.send(wire::EvidenceRequest());
  for (int i = 0; i < questions; ++i) EXPECT_EQ(receive_evidence(coordinator), much);
  coordinator.disarm();
}

}  // namespace
}  // namespace oakprobe::agent
