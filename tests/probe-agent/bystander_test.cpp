#include "base/big_endian.hpp"
#include "tests/support/probe_keys.hpp"
#include "tests/support/scripted_coordinator.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <span>
#include <sstream>
#include <string>
#include <vector>

// A third machine that knows the run, the nodes' numbers and every port, and no key.
namespace oakprobe::agent {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using testing_support::ScriptedCoordinator;

constexpr std::uint64_t run = 0x1122334455667788;
constexpr NodeId source{0};
constexpr NodeId target{1};
constexpr FlowId tunnel{0};
constexpr FlowId api{1};
const IpAddress source_address = make_address("127.0.7.11");
const IpAddress target_address = make_address("127.0.7.12");
const IpAddress bystander_address = make_address("127.0.7.66");

using Bytes = std::vector<std::byte>;

wire::Datagram datagram(wire::DatagramKind kind, FlowId flow, NodeId from, std::uint16_t attempt) {
  wire::Datagram out;
  out.kind = kind;
  out.run = run;
  out.path = {flow, from, target};
  out.attempt = attempt;
  return out;
}

// Under a key of the bystander's own making.
Bytes forged(wire::Datagram what, std::uint16_t size = wire::datagram_bytes_min) {
  const wire::DatagramCodec codec(target, wire::ProbeKey{std::byte{0xba}});
  Bytes out(size);
  what.size = size;
  codec.encode(what, out);
  return out;
}

// An ICMP error, port unreachable, about a datagram of the path: as the payload of a UDP datagram,
// for whoever looks at bytes and not at where they came from.
Bytes icmp_error(std::uint16_t from_port, std::uint16_t to_port) {
  Bytes out(8 + 20 + 8);
  const std::span bytes(out);
  out[0] = std::byte{3};
  out[1] = std::byte{3};
  out[8] = std::byte{0x45};
  out[8 + 9] = std::byte{17};
  store_big_endian(bytes.subspan(8 + 12), source_address.to_v4().to_uint());
  store_big_endian(bytes.subspan(8 + 16), target_address.to_v4().to_uint());
  store_big_endian(bytes.subspan(8 + 20), from_port);
  store_big_endian(bytes.subspan(8 + 22), to_port);
  const Bytes quoted = forged(datagram(wire::DatagramKind::probe, tunnel, source, 0));
  out.insert(out.end(), quoted.begin(), quoted.end());
  return out;
}

// All that it can think of for one port.
std::vector<Bytes> garbage(std::uint16_t from_port, std::uint16_t to_port) {
  std::vector<Bytes> all{Bytes(), Bytes(1), Bytes(1'400), icmp_error(from_port, to_port)};
  for (const auto kind : {wire::DatagramKind::probe, wire::DatagramKind::echo}) {
    for (const NodeId from : {source, NodeId{2}, NodeId{77}})
      for (std::uint16_t attempt = 0; attempt < 4; ++attempt)
        all.push_back(forged(datagram(kind, tunnel, from, attempt)));
    all.push_back(forged(datagram(kind, api, source, 0)));
    all.push_back(forged(datagram(kind, tunnel, source, evidence::burst_attempt)));
    all.push_back(forged(datagram(kind, tunnel, source, 0), 1'400));
    Bytes cut = forged(datagram(kind, tunnel, source, 0));
    cut.pop_back();
    all.push_back(cut);
  }
  return all;
}

// Ports of this machine's UDP sockets at the source's address.
std::vector<std::uint16_t> ports_of_source() {
  std::vector<std::uint16_t> ports;
  std::array<char, 16> wanted{};
  const auto address = __builtin_bswap32(source_address.to_v4().to_uint());
  std::snprintf(wanted.data(), wanted.size(), "%08X:", address);
  std::ifstream table("/proc/self/net/udp");
  std::string number;
  std::string local;
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    words >> number >> local;
    if (local.starts_with(wanted.data()))
      ports.push_back(static_cast<std::uint16_t>(std::stoul(local.substr(9), nullptr, 16)));
  }
  return ports;
}

class Bystander : public testing::Test {
 protected:
  Bystander() {
    const udp::socket over_udp(io_, udp::endpoint(target_address, 0));
    const tcp::acceptor over_tcp(io_, tcp::endpoint(target_address, 0));
    udp_port_ = over_udp.local_endpoint().port();
    tcp_port_ = over_tcp.local_endpoint().port();
    garbage_ = garbage(udp_port_, udp_port_);
    third_.non_blocking(true);
  }

  void arm(ScriptedCoordinator& coordinator, NodeId node) const {
    wire::Hello hello;
    hello.run = run;
    hello.node = node;
    hello.name = "n";
    wire::Arm order;
    order.key = testing_support::key_of(node);
    order.bind = node == source ? source_address : target_address;
    if (node == target) {
      order.ports.push_back({{Protocol::udp, udp_port_}, {tunnel}, "", true});
      order.ports.push_back({{Protocol::tcp, tcp_port_}, {api}, "", true});
      order.peers = {{source, source_address}};
    }
    coordinator.arm(hello, order);
  }

  [[nodiscard]] wire::PlannedPath planned(FlowId flow) const {
    wire::PlannedPath out;
    out.path = {flow, source, target};
    out.protocol = flow == tunnel ? Protocol::udp : Protocol::tcp;
    out.port = flow == tunnel ? udp_port_ : tcp_port_;
    return out;
  }

  evidence::NodeEvidence dial(
      ScriptedCoordinator& coordinator, std::vector<wire::PlannedPath> paths
  ) const {
    wire::Probe order;
    order.nodes = 2;
    order.addresses = {target_address};
    order.paths = std::move(paths);
    order.attempts = 3;
    order.settle_ms = 500;
    testing_support::give_keys(order);
    coordinator.ask<wire::Probed>(order);
    return coordinator.evidence();
  }

  // From now on, a few datagrams whenever the agents did something: to the stand-in's port, and to
  // all that the source's sockets have. Few: what overflows a socket's buffer is lost to anybody.
  void begin_to_flood() {
    constexpr std::size_t at_once = 8;
    for (const std::uint16_t port : ports_of_source()) {
      for (std::size_t at = 0; at < at_once; ++at)
        send(garbage_[sent_to_source_++ % garbage_.size()], {source_address, port});
    }
    for (std::size_t at = 0; at < at_once; ++at)
      send(garbage_[sent_to_target_++ % garbage_.size()], {target_address, udp_port_});
    boost::asio::post(io_, [this] { begin_to_flood(); });
  }

  void send(const Bytes& bytes, const udp::endpoint& to) {
    boost::system::error_code full;
    third_.send_to(boost::asio::buffer(bytes), to, 0, full);
  }

  boost::asio::io_context io_;
  std::uint16_t udp_port_ = 0;
  std::uint16_t tcp_port_ = 0;
  udp::socket third_{io_, udp::endpoint(bystander_address, 0)};
  std::vector<Bytes> garbage_;
  std::size_t sent_to_source_ = 0;
  std::size_t sent_to_target_ = 0;
};

TEST_F(Bystander, ChangesNothingOfWhatAgentsSeeOfAPath) {
  ScriptedCoordinator dialler(io_);
  ScriptedCoordinator listener(io_);
  arm(dialler, source);
  arm(listener, target);
  begin_to_flood();
  tcp::socket liar(io_, tcp::endpoint(bystander_address, 0));
  liar.connect({target_address, tcp_port_});
  liar.send(boost::asio::buffer(forged(datagram(wire::DatagramKind::probe, api, source, 0))));

  const auto seen = dial(dialler, {planned(tunnel), planned(api)});
  EXPECT_GT(sent_to_source_, 0U);
  EXPECT_GT(sent_to_target_, 0U);
  ASSERT_EQ(seen.dials.size(), 2U);
  for (const evidence::DialEvidence& one : seen.dials) {
    EXPECT_EQ(one.sent, evidence::AttemptSet(0b111));
    EXPECT_EQ(one.answered, evidence::AttemptSet(0b111));
    EXPECT_TRUE(one.failures.empty());
    EXPECT_FALSE(one.answered_from);
  }
  const auto received = listener.evidence();
  ASSERT_EQ(received.receipts.size(), 2U) << "and of no path that nobody planned";
  for (const evidence::ReceiptEvidence& one : received.receipts) {
    EXPECT_EQ(one.path.source, source);
    EXPECT_EQ(one.delivered, evidence::AttemptSet(0b111));
    EXPECT_EQ(one.answered, evidence::AttemptSet(0b111));
    EXPECT_TRUE(one.as_told);
  }
  for (const evidence::Stranger& one : received.strangers) EXPECT_EQ(one.from, bystander_address);
}

// It sends as the target does, from its very address and port. One attempt is answered.
TEST_F(Bystander, IsNotTakenForTheTarget) {
  ScriptedCoordinator dialler(io_);
  arm(dialler, source);
  udp::socket there(io_, udp::endpoint(target_address, udp_port_));
  const wire::DatagramCodec of_target = testing_support::codec_of(target);
  std::array<std::byte, 256> buffer{};
  udp::endpoint from;
  std::size_t probes = 0;
  std::function<void()> receive = [&] {
    there.async_receive_from(
        boost::asio::buffer(buffer),
        from,
        [&](const boost::system::error_code& failed, std::size_t size) {
          if (failed) return;
          auto probe = of_target.decode(std::span(buffer).first(size));
          ASSERT_TRUE(probe);
          ++probes;
          for (const Bytes& one : garbage(from.port(), udp_port_)) {
            there.send_to(boost::asio::buffer(one), from);
            send(one, from);
          }
          there.send_to(boost::asio::buffer(buffer.data(), size), from);  // its own probe
          probe->kind = wire::DatagramKind::echo;
          Bytes echo(size);
          of_target.encode(*probe, echo);
          if (probe->attempt == 1) there.send_to(boost::asio::buffer(echo), from);
          receive();
        }
    );
  };
  receive();
  const auto seen = dial(dialler, {planned(tunnel)});
  EXPECT_EQ(probes, 3U);
  ASSERT_EQ(seen.dials.size(), 1U);
  EXPECT_EQ(seen.dials[0].sent, evidence::AttemptSet(0b111));
  EXPECT_EQ(seen.dials[0].answered, evidence::AttemptSet(0b010));
  EXPECT_TRUE(seen.dials[0].failures.empty());
  EXPECT_FALSE(seen.dials[0].answered_from);
}

}  // namespace
}  // namespace oakprobe::agent
