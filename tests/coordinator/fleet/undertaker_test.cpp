#include "coordinator/fleet/undertaker.hpp"

#include "net/child_process.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <csignal>

#include <sys/syscall.h>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::run_coroutine;

asio::awaitable<std::string> read_all(net::ChildProcess::Pipe& pipe) {
  std::string text;
  std::array<char, 256> buffer;
  while (true) {
    const auto [error, bytes] = co_await pipe.async_read_some(asio::buffer(buffer), net::as_result);
    if (error) co_return text;
    text.append(buffer.data(), bytes);
  }
}

// Whether nobody of the group is left, at the latest 3 s from now. A zombie that nobody reaps yet
// does not count: it holds nothing.
bool ends_within_3_s(pid_t group) {
  const auto deadline = net::Clock::now() + 3s;
  while (net::Clock::now() < deadline) {
    const std::string command =
        "for s in /proc/[0-9]*/stat; do read -r line <$s; rest=${line##*) }; set -- $rest; "
        "[ \"$3\" = " +
        std::to_string(group) + " ] && [ \"$1\" != Z ] && exit 1; done; exit 0";
    if (std::system(("sh -c '" + command + "' 2>/dev/null").c_str()) == 0) return true;
  }
  return false;
}

struct Row {
  const char* name;
  const char* told;
  const char* command;
};

TEST(Undertaker, EndsWhatAKilledCoordinatorLeft) {
  const Row rows[] = {
      {"ignores the end of its input", "tell", "echo ready; sleep 1000; true"},
      {"ignores SIGTERM and SIGHUP",
       "tell",
       "trap \"\" TERM HUP; echo ready; while :; do sleep 1000; done"},
      {"its leader is gone", "tell", "sleep 1000 & echo ready"},
      {"killed before the undertaker was told", "hide", "echo ready; sleep 1000; true"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    asio::io_context io(1);
    auto coordinator = net::ChildProcess::start(
        io.get_executor(), {OAKPROBE_DOOMED_COORDINATOR, row.told, row.command}
    );
    ASSERT_TRUE(coordinator.has_value());
    // The end of its output: neither the undertaker nor a command holds it.
    const std::string output = run_coroutine(io, read_all((*coordinator)->output()));
    const pid_t group = std::atoi(output.c_str());
    ASSERT_GT(group, 1) << output;
    EXPECT_TRUE(ends_within_3_s(group));
  }
}

TEST(Undertaker, EndsWithItsCoordinator) {
  // Nothing was started, or all has ended: nothing to wait for.
  const auto begin = net::Clock::now();
  {
    auto undertaker = Undertaker::start();
    ASSERT_TRUE(undertaker.has_value());
    undertaker->starting();
    undertaker->start_failed();
    undertaker->starting();
    undertaker->started(1'000'000'000);  // above every possible process id
    undertaker->ended(1'000'000'000);
  }
  EXPECT_LT(net::Clock::now() - begin, 900ms);
}

}  // namespace
}  // namespace oakprobe::fleet
