#include "probe-agent/dial/destination_pacer.hpp"
#include "probe-agent/look/look_run.hpp"
#include "probe-agent/stand_in/tcp_stand_in.hpp"
#include "tests/support/probe_keys.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <list>
#include <vector>

#include <sys/resource.h>

// What an agent keeps to, whoever orders and whoever connects.
namespace oakprobe::agent {
namespace {

using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using namespace std::chrono_literals;

constexpr std::uint64_t run = 7;
const IpAddress here = boost::asio::ip::make_address("127.0.0.1");
const IpAddress there = boost::asio::ip::make_address("127.0.0.2");

class AgentLimits : public testing::Test {
 protected:
  AgentLimits() {
    // A connection has two ends here.
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8'192);
    ::setrlimit(RLIMIT_NOFILE, &files);
    tcp::acceptor acceptor(io_, tcp::endpoint(here, 0), false);
    to_ = acceptor.local_endpoint();
    receipts_.arm({Protocol::tcp, to_.port()}, {FlowId{1}});
    stand_in_.emplace(std::move(acceptor), codec_, receipts_);
  }

  boost::asio::io_context io_{1};
  wire::DatagramCodec codec_ = testing_support::codec_of(NodeId{1});
  Receipts receipts_{run, NodeId{1}, {}};
  tcp::endpoint to_;
  std::optional<TcpStandIn> stand_in_;
};

TEST_F(AgentLimits, OneDestinationGetsFewFlowsUntilItConfirmsTheRun) {
  DestinationPacer pacer(50us);
  pacer.expect({here, there, here, there});
  const TimePoint now = Clock::now();
  EXPECT_LE(pacer.ready_at(here), now);
  pacer.started(here, now);
  EXPECT_EQ(pacer.ready_at(here), now + 5ms) << "200 a second";
  EXPECT_LE(pacer.ready_at(there), now) << "each for itself";
  pacer.started(here, now + 7ms);
  EXPECT_EQ(pacer.ready_at(here), now + 12ms);
  pacer.confirm(here);
  pacer.started(here, now + 12ms);
  EXPECT_LE(pacer.ready_at(here), now);
}

TEST_F(AgentLimits, WhatOnlyOnePathLeadsToKeepsNoPlace) {
  DestinationPacer pacer(50us);
  pacer.expect({here, there});
  const TimePoint now = Clock::now();
  pacer.started(here, now);
  EXPECT_LE(pacer.ready_at(here), now) << "its next attempt is 250 ms later by itself";
}

// More than are made at a time, of a target that never answers: each keeps its place for as long as
// it waits for answers.
TEST_F(AgentLimits, LooksAreFewAtATime) {
  constexpr std::size_t count = evidence::looks_at_once + 3;
  boost::asio::io_context io(1);
  udp::socket target(io, udp::endpoint(here, 0));
  std::vector<TimePoint> begun;  // of looks, as their first probe comes
  std::array<std::byte, 256> bytes{};
  const wire::DatagramCodec of_target = testing_support::codec_of(NodeId{1});
  std::function<void()> receive = [&] {
    target.async_receive(
        boost::asio::buffer(bytes),
        [&](const boost::system::error_code& failed, std::size_t size) {
          if (failed) return;
          const auto probe = of_target.decode(std::span(bytes).first(size));
          if (probe && probe->attempt == evidence::burst_attempt) begun.push_back(Clock::now());
          receive();
        }
    );
  };
  receive();
  std::vector<LookTarget> targets(count);
  for (std::uint16_t number = 0; number < count; ++number) {
    targets[number].look.path = {FlowId{number}, NodeId{0}, NodeId{1}};
    targets[number].look.burst = 1;
    targets[number].address = here;
    targets[number].port = target.local_endpoint().port();
    targets[number].patience = 700ms;
  }
  const wire::DatagramCodec codec = testing_support::codec_of(NodeId{0});
  bool over = false;
  LookRun looks(io, codec, run, {}, std::move(targets), [&over] { over = true; });
  looks.start();
  while (!over) io.run_one();
  ASSERT_EQ(begun.size(), count);
  EXPECT_GE(begun[evidence::looks_at_once] - begun[0], 690ms)
      << "that of the first is over by then";
}

// As many as there are places connect, say nothing, and stay.
TEST_F(AgentLimits, SilentConnectionsKeepNobodyOut) {
  std::list<tcp::socket> silent;
  for (std::size_t at = 0; at < TcpStandIn::connections_max; ++at) {
    silent.emplace_back(io_).connect(to_);
    io_.poll();
  }
  tcp::socket speaker(io_);
  speaker.connect(to_);
  wire::Datagram probe;
  probe.run = run;
  probe.path = {FlowId{1}, NodeId{0}, NodeId{1}};
  std::array<std::byte, wire::datagram_bytes_min> bytes{};
  testing_support::codec_of(NodeId{0}).encode(probe, bytes);
  boost::asio::write(speaker, boost::asio::buffer(bytes));
  bool answered = false;
  boost::asio::async_read(
      speaker,
      boost::asio::buffer(bytes),
      [&](const boost::system::error_code& failed, std::size_t) { answered = !failed; }
  );
  const TimePoint limit = Clock::now() + 4s;  // before the silent ones are ended anyway
  while (!answered && Clock::now() < limit) io_.run_one_for(100ms);
  EXPECT_TRUE(answered);
  EXPECT_GT(stand_in_->failed_accepts(), 0U) << "a full table is told";
}

}  // namespace
}  // namespace oakprobe::agent
