#include "coordinator/fleet/frame_writer.hpp"

#include "tests/support/probe_keys.hpp"
#include "wire/frame.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace oakprobe::fleet {
namespace {

namespace asio = boost::asio;

class FrameWriterTest : public ::testing::Test {
 protected:
  FrameWriterTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    reader_ = ends[0];
    pipe_.assign(ends[1]);
    writer_.emplace(pipe_);
    asio::co_spawn(io_, writer_->run(), asio::detached);
  }
  ~FrameWriterTest() override {
    writer_->abort();
    io_.poll();
    ::close(reader_);
  }

  // What waits in the pipe.
  std::vector<std::byte> read_some(std::size_t most) const {
    std::vector<std::byte> bytes(most);
    const auto got = ::read(reader_, bytes.data(), bytes.size());
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }
  static wire::Failed words(char letter, std::size_t count) {
    return wire::Failed{std::string(count, letter)};
  }
  // More than a pipe holds.
  static wire::Probe long_order() {
    wire::Probe probe;
    probe.nodes = 60'000;
    for (std::uint32_t target = 0; target < 20'000; ++target) {
      wire::PlannedPath& path = probe.paths.emplace_back();
      path.path.target = NodeId{2 * target};
      path.port = 1;
      path.address = target;
      probe.addresses.push_back(*parse_ip_address("192.0.2.1"));
    }
    testing_support::give_keys(probe);
    return probe;
  }

  asio::io_context io_{1};
  int reader_ = -1;
  net::ChildProcess::Pipe pipe_{io_};
  std::optional<FrameWriter> writer_;
};

TEST_F(FrameWriterTest, WritesAtOnceWhatThePipeTakes) {
  EXPECT_TRUE(writer_->send(words('a', 10)));
  EXPECT_TRUE(writer_->idle());
  EXPECT_FALSE(read_some(1'000).empty()) << "without a turn of the loop";
}

TEST_F(FrameWriterTest, KeepsTheOrderOfWhatHasToWait) {
  const std::vector<wire::Message> sent{words('a', 10), long_order(), words('b', 20), long_order()};
  io_.poll();
  for (const wire::Message& message : sent) EXPECT_TRUE(writer_->send(message));
  EXPECT_FALSE(writer_->idle());
  wire::FrameDecoder decoder;
  decoder.set_body_bytes_max(wire::frame_body_bytes_max);
  std::vector<wire::Message> received;
  for (int turn = 0; turn < 10'000 && received.size() < sent.size(); ++turn) {
    decoder.feed(read_some(777));
    io_.poll();
    while (true) {
      const auto body = decoder.next();
      ASSERT_TRUE(body);
      if (!*body) break;
      received.push_back(*wire::decode_message(**body));
    }
  }
  EXPECT_EQ(received, sent);
  EXPECT_TRUE(writer_->idle());
}

TEST_F(FrameWriterTest, ClosesThePipeWhenAllIsWritten) {
  EXPECT_TRUE(writer_->send(long_order()));
  writer_->finish();
  EXPECT_TRUE(writer_->send(words('c', 1))) << "nobody listens any more";
  std::size_t bytes = 0;
  for (int turn = 0; turn < 10'000 && pipe_.is_open(); ++turn) {
    bytes += read_some(4'096).size();
    io_.poll();
  }
  EXPECT_FALSE(pipe_.is_open());
  bytes += read_some(1U << 20).size();
  EXPECT_EQ(bytes, wire::frame_header_bytes + wire::encode_message(long_order()).size());
}

TEST_F(FrameWriterTest, EndsWhereNobodyReads) {
  std::signal(SIGPIPE, SIG_IGN);
  ::close(std::exchange(reader_, -1));
  EXPECT_TRUE(writer_->send(words('a', 10)));
  for (int turn = 0; turn < 100 && pipe_.is_open(); ++turn) io_.poll();
  EXPECT_FALSE(pipe_.is_open());
}

}  // namespace
}  // namespace oakprobe::fleet
