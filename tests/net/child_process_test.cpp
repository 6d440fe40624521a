#include "net/child_process.hpp"

#include "net/task_group.hpp"
#include "net/unique_fd.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace oakprobe::net {
namespace {

using namespace std::chrono_literals;
using testing::run_coroutine;

// Far above what any of it takes: a test that waits this long has failed.
constexpr auto long_enough = 30s;

asio::awaitable<std::string> read_all(ChildProcess::Pipe& pipe) {
  std::string text;
  std::array<char, 4096> buffer;
  while (true) {
    const auto [error, bytes] = co_await pipe.async_read_some(asio::buffer(buffer), as_result);
    if (error) co_return text;
    text.append(buffer.data(), bytes);
  }
}

class ChildProcessTest : public ::testing::Test {
 protected:
  std::unique_ptr<ChildProcess> start(std::vector<std::string> arguments) {
    auto child = ChildProcess::start(io.get_executor(), std::move(arguments));
    EXPECT_TRUE(child.has_value()) << child.error().message();
    return child ? std::move(*child) : nullptr;
  }
  std::string output_of(ChildProcess& child) { return run_coroutine(io, read_all(child.output())); }
  ExitStatus end_of(ChildProcess& child) {
    return run_coroutine(io, child.wait_exit(Clock::now() + long_enough)).value();
  }

  asio::io_context io{1};
};

struct Ending {
  const char* name;
  std::vector<std::string> command;
  ExitStatus status;
  const char* text;
};

TEST_F(ChildProcessTest, TellsHowTheCommandEnded) {
  const Ending endings[] = {
      {"success", {"true"}, {false, 0}, "exit code 0"},
      {"exit code", {"sh", "-c", "exit 255"}, {false, 255}, "exit code 255"},
      {"signal", {"sh", "-c", "kill -9 $$"}, {true, SIGKILL}, "signal 9 (Killed)"},
  };
  for (const Ending& ending : endings) {
    SCOPED_TRACE(ending.name);
    const auto child = start(ending.command);
    const ExitStatus status = end_of(*child);
    EXPECT_EQ(status, ending.status);
    EXPECT_EQ(to_string(status), ending.text);
  }
}

TEST_F(ChildProcessTest, SaysWhyACommandCannotBeStarted) {
  struct Row {
    const char* name;
    std::vector<std::string> command;
    int error;
  };
  const Row rows[] = {
      {"not found", {"oakprobe-no-such-command"}, ENOENT},
      {"not executable", {"/etc/passwd"}, EACCES},
      {"a folder", {"/"}, EACCES},
      {"no command", {}, EINVAL},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto child = ChildProcess::start(io.get_executor(), row.command);
    ASSERT_FALSE(child.has_value());
    EXPECT_EQ(child.error().value(), row.error);
  }
}

TEST_F(ChildProcessTest, LeavesNothingOpenInACommand) {
  // What we hold without close-on-exec, as a parent of ours may have left it, and a sibling.
  UniqueFd inherited(::open("/dev/null", O_RDONLY));
  ASSERT_TRUE(inherited.valid());
  const auto sibling = start({"cat"});
  const auto child = start({"sh", "-c", "for fd in /proc/self/fd/*; do echo ${fd##*/}; done"});
  std::istringstream listed(output_of(*child));
  std::vector<int> open;
  for (int fd = 0; listed >> fd;) open.push_back(fd);
  // The shell's own view of its folder is the glob's, closed when the loop runs.
  for (const int fd : {0, 1, 2}) EXPECT_THAT(open, ::testing::Contains(fd));
  EXPECT_LE(open.size(), 4U) << ::testing::PrintToString(open);
}

TEST_F(ChildProcessTest, SeesTheEndOfACommandWhileASiblingLives) {
  const auto first = start({"cat"});
  const auto second = start({"cat"});
  first->input().close();  // the end of its input, unless the sibling holds the pipe too
  EXPECT_EQ(end_of(*first), (ExitStatus{false, 0}));
}

TEST_F(ChildProcessTest, GivesEachCommandItsOwnGroup) {
  const auto child = start({"cat"});
  EXPECT_EQ(::getpgid(child->group()), child->group());
  EXPECT_NE(child->group(), ::getpgrp());
}

TEST_F(ChildProcessTest, StartsWithDefaultSignals) {
  ::signal(SIGPIPE, SIG_IGN);
  const auto child = start({"grep", "SigIgn", "/proc/self/status"});
  const std::string line = output_of(*child);
  const auto ignored = std::stoull(line.substr(line.find('\t') + 1), nullptr, 16);
  EXPECT_EQ(ignored & 0x7fffffff, 0U) << line;  // the C library keeps some of 32 and up
}

TEST_F(ChildProcessTest, StopsAGroupThatIgnoresTheEndOfInput) {
  const auto child = start({"sh", "-c", "echo ready; sleep 1000; true"});
  std::array<char, 6> ready;
  boost::asio::read(child->output(), asio::buffer(ready));
  const auto status = run_coroutine(io, child->stop(long_enough));
  EXPECT_EQ(status, (ExitStatus{true, SIGTERM}));
  child->reap();
  EXPECT_EQ(output_of(*child), "");  // ends only when the sleeping grandchild is gone too
}

TEST_F(ChildProcessTest, KillsAGroupThatIgnoresSigterm) {
  const auto child = start({"sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1000; done"});
  std::array<char, 6> ready;
  boost::asio::read(child->output(), asio::buffer(ready));
  const auto status = run_coroutine(io, child->stop(20ms));
  EXPECT_EQ(status, (ExitStatus{true, SIGKILL}));
}

TEST_F(ChildProcessTest, GivesUpWaitingAtTheDeadline) {
  const auto child = start({"cat"});
  EXPECT_EQ(run_coroutine(io, child->wait_exit(Clock::now() + 10ms)), std::nullopt);
}

TEST_F(ChildProcessTest, KillsAndReapsWhatItsOwnerForgot) {
  auto child = start({"sleep", "1000"});
  const pid_t pid = child->group();
  child.reset();
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

asio::awaitable<Result<int>> never(asio::steady_timer& timer) {
  co_await timer.async_wait(as_result);
  co_return 1;
}

asio::awaitable<Result<int>> at_once() { co_return 2; }

TEST(Until, GivesUpAtTheDeadline) {
  asio::io_context io(1);
  asio::steady_timer timer(io, TimePoint::max());
  EXPECT_EQ(run_coroutine(io, until(Clock::now() + 1ms, never(timer))), std::nullopt);
}

TEST(Until, ReturnsTheResultBeforeTheDeadline) {
  asio::io_context io(1);
  const auto result = run_coroutine(io, until(Clock::now() + long_enough, at_once()));
  ASSERT_TRUE(result && *result);
  EXPECT_EQ(**result, 2);
}

asio::awaitable<void> throws() {
  throw std::runtime_error("a task that fails");
  co_return;
}

asio::awaitable<void> add_one(int& sum) {
  ++sum;
  co_return;
}

asio::awaitable<void> run_three(int& sum) {
  std::vector<asio::awaitable<void>> tasks;
  tasks.push_back(add_one(sum));
  tasks.push_back(throws());
  tasks.push_back(add_one(sum));
  co_await run_all(std::move(tasks));
}

TEST(TaskGroup, RunsAllToTheEndBeforeItTellsOfAFailure) {
  asio::io_context io(1);
  int sum = 0;
  EXPECT_THROW(run_coroutine(io, run_three(sum)), std::runtime_error);
  EXPECT_EQ(sum, 2);
}

}  // namespace
}  // namespace oakprobe::net
