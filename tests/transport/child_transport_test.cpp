#include "transport/child_transport.hpp"

#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <string>

namespace oakprobe::transport {
namespace {

using namespace std::chrono_literals;
using testing::run_coroutine;

class ChildTransportTest : public ::testing::Test {
 protected:
  ChildTransport& start(const std::string& script) {
    auto child = net::ChildProcess::start(io_.get_executor(), {"sh", "-c", script});
    EXPECT_TRUE(child);
    group_ = (*child)->group();
    transport_ = std::make_unique<ChildTransport>(std::move(*child), [this](pid_t group) {
      EXPECT_EQ(::kill(group, 0), 0) << "its number is not another's yet";
      buried_ = group;
    });
    transport_->on_words([this](std::string_view words) { words_ += words; });
    return *transport_;
  }

  static asio::awaitable<std::string> read_all(Transport& transport) {
    std::string text;
    while (true) {
      co_await transport.readable();
      std::array<std::byte, 256> buffer;
      const auto bytes = transport.read(buffer);
      if (!bytes) co_return text;
      for (std::size_t at = 0; at < *bytes; ++at) text += static_cast<char>(buffer[at]);
    }
  }

  static asio::awaitable<void> close(Transport& transport) {
    transport.end();
    co_await transport.bury(500ms);
  }

  asio::io_context io_{1};
  std::unique_ptr<ChildTransport> transport_;
  std::string words_;
  pid_t group_ = 0;
  pid_t buried_ = 0;
};

TEST_F(ChildTransportTest, CarriesBytesBothWaysAndTellsTheEnd) {
  ChildTransport& transport = start("read line; echo \"got $line\"; echo alas >&2; exit 7");
  std::string text;
  std::optional<net::ExitStatus> status;
  run_coroutine(io_, [](ChildTransport& it, std::string& read, auto& end) -> asio::awaitable<void> {
    it.write(line_of("a line"));
    read = co_await read_all(it);
    end = co_await it.wait_exit(net::Clock::now() + 10s);
    co_await it.words_end(net::Clock::now() + 10s);
    co_await close(it);
  }(transport, text, status));
  EXPECT_EQ(text, "got a line\n");
  EXPECT_EQ(words_, "alas\n");
  EXPECT_EQ(status, (net::ExitStatus{false, 7}));
  EXPECT_TRUE(transport.all_written());
  EXPECT_EQ(buried_, group_);
}

TEST_F(ChildTransportTest, FinishesTheWayThere) {
  ChildTransport& transport = start("cat");
  std::string text;
  run_coroutine(io_, [](ChildTransport& it, std::string& read) -> asio::awaitable<void> {
    it.write(line_of("all"));
    it.finish();
    read = co_await read_all(it);
    co_await close(it);
  }(transport, text));
  EXPECT_EQ(text, "all\n");
}

TEST_F(ChildTransportTest, EndsWhatIgnoresThat) {
  ChildTransport& transport = start("trap '' TERM; while :; do sleep 1000; done");
  run_coroutine(io_, close(transport));
  EXPECT_EQ(buried_, group_);
  EXPECT_NE(::kill(group_, 0), 0);
}

}  // namespace
}  // namespace oakprobe::transport
