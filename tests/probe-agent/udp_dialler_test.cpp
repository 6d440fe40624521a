#include "probe-agent/dial/udp_dialler.hpp"

#include "tests/support/probe_keys.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <utility>
#include <vector>

namespace oakprobe::agent {
namespace {

using boost::asio::ip::udp;
using Attempts = std::vector<std::pair<std::size_t, int>>;  // path, errno

constexpr std::uint64_t run = 7;
const IpAddress here = boost::asio::ip::make_address("127.0.0.1");

PathId path_to(std::uint32_t target) { return {FlowId{1}, NodeId{0}, NodeId{target}}; }

// A dialler, and what it told.
struct Dialling {
  boost::asio::io_context io{1};
  wire::DatagramCodec codec = testing_support::codec_of(NodeId{0});
  Attempts sent;
  std::map<std::uint32_t, int> errors;  // by target: the errno of an ICMP error
  UdpDialler dialler;

  Dialling() : dialler(io, codec, run, ProbeSource{}, events()) {}

  UdpEvents events() {
    UdpEvents out;
    out.sent = [this](std::size_t index, unsigned, int error, TimePoint) {
      sent.emplace_back(index, error);
    };
    out.answered = [](const PathId&, unsigned, const evidence::AnswerSource&, TimePoint) {};
    out.error = [this](const PathId& path, unsigned, const net::QueuedError& error) {
      errors[index_of(path.target)] = error.error;
    };
    out.unnamed_error = [](const IpAddress&, std::uint16_t, unsigned, const net::QueuedError&) {};
    return out;
  }

  // Until so many errors are told; the limit is for a test that fails.
  void wait_for_errors(std::size_t count) {
    boost::asio::steady_timer limit(io, std::chrono::seconds(20));
    limit.async_wait([](const boost::system::error_code&) {});
    while (errors.size() < count && limit.expiry() > Clock::now()) io.run_one();
  }
};

udp::socket open_port(boost::asio::io_context& io) { return {io, udp::endpoint(here, 0)}; }

std::uint16_t closed_port(boost::asio::io_context& io) {
  return open_port(io).local_endpoint().port();
}

// On loopback the ICMP error of one is there before the next one of its batch leaves, and makes the
// kernel refuse that.
TEST(UdpDialler, SendsAllOfABatchAndKeepsEachError) {
  Dialling one;
  udp::socket open = open_port(one.io);
  open.non_blocking(true);
  const std::uint16_t closed = closed_port(one.io);
  const std::vector<std::uint16_t> ports{
      closed, open.local_endpoint().port(), closed, closed, open.local_endpoint().port()};
  for (std::size_t i = 0; i < ports.size(); ++i) {
    EXPECT_EQ(one.dialler.queue(i, path_to(static_cast<std::uint32_t>(i)), 0, here, ports[i]), 0);
  }
  one.dialler.flush();
  EXPECT_EQ(one.sent, (Attempts{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}}));
  one.wait_for_errors(3);
  EXPECT_THAT(
      one.errors,
      testing::ElementsAre(
          std::pair(0U, ECONNREFUSED), std::pair(2U, ECONNREFUSED), std::pair(3U, ECONNREFUSED)
      )
  );
  std::array<std::byte, 256> bytes;
  for (const std::uint32_t target : {1U, 4U}) {
    boost::system::error_code failed;
    const std::size_t size = open.receive(boost::asio::buffer(bytes), 0, failed);
    ASSERT_FALSE(failed) << failed.message();
    const auto probe = one.codec.decode(std::span(bytes).first(size));
    ASSERT_TRUE(probe);
    EXPECT_EQ(probe->path, path_to(target));
  }
}

// More than one batch, and to both families: each leaves by a socket of its own.
TEST(UdpDialler, TellsOfEachOfManyInOrder) {
  Dialling one;
  udp::socket open = open_port(one.io);
  Attempts wanted;
  for (std::size_t i = 0; i < 100; ++i) {
    const bool second = i % 2 == 1;
    EXPECT_EQ(
        one.dialler.queue(i, path_to(1), second ? 1 : 0, here, open.local_endpoint().port()), 0
    );
    wanted.emplace_back(i, 0);
  }
  one.dialler.flush();
  EXPECT_EQ(one.sent, wanted);
}

}  // namespace
}  // namespace oakprobe::agent
