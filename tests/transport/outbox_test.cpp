#include "transport/outbox.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace oakprobe::transport {
namespace {

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    reader_ = ends[0];
    pipe_.assign(ends[1]);
    outbox_.emplace(pipe_);
    asio::co_spawn(io_, outbox_->run(), asio::detached);
  }
  ~OutboxTest() override {
    outbox_->abort();
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
  static Piece words(char letter, std::size_t count) {
    Piece piece;
    piece.own.assign(count, static_cast<std::byte>(letter));
    return piece;
  }
  // More than a pipe holds, and not the outbox's own.
  static Piece shared_words(char letter) {
    const auto text =
        std::make_shared<const std::vector<std::byte>>(300'000, static_cast<std::byte>(letter));
    Piece piece;
    piece.owner = text;
    piece.shared = *text;
    return piece;
  }

  asio::io_context io_{1};
  int reader_ = -1;
  net::ChildProcess::Pipe pipe_{io_};
  std::optional<Outbox> outbox_;
};

TEST_F(OutboxTest, WritesAtOnceWhatThePipeTakes) {
  outbox_->write(words('a', 10));
  EXPECT_TRUE(outbox_->idle());
  EXPECT_EQ(read_some(1'000).size(), 10U) << "without a turn of the loop";
}

TEST_F(OutboxTest, KeepsTheOrderOfWhatHasToWait) {
  io_.poll();
  outbox_->write(words('a', 10));
  outbox_->write(words('b', 200'000));
  outbox_->write(shared_words('c'));
  outbox_->write(words('d', 20));
  EXPECT_FALSE(outbox_->idle());
  EXPECT_EQ(outbox_->unwritten_bytes(), 200'020U) << "what others own is not counted";
  std::string received;
  for (int turn = 0; turn < 10'000 && !outbox_->idle(); ++turn) {
    for (const std::byte one : read_some(777)) received += static_cast<char>(one);
    io_.poll();
  }
  for (const std::byte one : read_some(1U << 20)) received += static_cast<char>(one);
  EXPECT_EQ(
      received,
      std::string(10, 'a') + std::string(200'000, 'b') + std::string(300'000, 'c') +
          std::string(20, 'd')
  );
  EXPECT_EQ(outbox_->unwritten_bytes(), 0U);
}

TEST_F(OutboxTest, ClosesThePipeWhenAllIsWritten) {
  outbox_->write(words('a', 200'000));
  outbox_->finish();
  outbox_->write(words('c', 1));  // nobody listens any more
  std::size_t bytes = 0;
  for (int turn = 0; turn < 10'000 && pipe_.is_open(); ++turn) {
    bytes += read_some(4'096).size();
    io_.poll();
  }
  EXPECT_FALSE(pipe_.is_open());
  bytes += read_some(1U << 20).size();
  EXPECT_EQ(bytes, 200'000U);
}

TEST_F(OutboxTest, EndsWhereNobodyReads) {
  std::signal(SIGPIPE, SIG_IGN);
  ::close(std::exchange(reader_, -1));
  outbox_->write(words('a', 10));
  for (int turn = 0; turn < 100 && pipe_.is_open(); ++turn) io_.poll();
  EXPECT_FALSE(pipe_.is_open());
  EXPECT_TRUE(outbox_->idle());
}

}  // namespace
}  // namespace oakprobe::transport
