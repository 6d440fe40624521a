#pragma once

#include "coordinator/fleet/fleet.hpp"
#include "tests/support/far_end.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::fleet {

// A fleet whose commands bring up agents within this program. Nothing here waits for a time: pauses
// are of no length, or end with the test.
class FleetTest : public ::testing::Test {
 protected:
  void TearDown() override { run(fleet.close()); }

  Result<std::unique_ptr<transport::Transport>> bring_up(const std::string& node) {
    auto end = std::make_shared<testing_support::FarEnd>(io.get_executor());
    end->on_message = [this, end = end.get()](const wire::Message& message) {
      if (!mute) testing_support::answer_as_agent(*end, message);
    };
    if (!mute) end->say(wire::greeting);
    latest = end;
    started.push_back(node);
    return std::make_unique<testing_support::FakeTransport>(io.get_executor(), std::move(end));
  }

  AgentLink& borrow(Fleet& from, const std::string& node, const std::string& key = "") {
    AgentStart start({node});
    start.key = key;
    start.tell = [this](const LinkEvent& event) { told += std::to_string(event.index()); };
    return from.borrow(node, std::move(start), wire::Hello());
  }
  // A check of one node that asks nothing.
  bool serve(Fleet& from, const std::string& node, const std::string& key = "") {
    AgentLink& link = borrow(from, node, key);
    const bool up = open(link);
    run(from.rest(link));
    from.give_back(node);
    return up;
  }
  bool open(AgentLink& link) {
    bool up = false;
    run([](AgentLink& it, bool& result) -> asio::awaitable<void> {
      result = co_await it.open();
    }(link, up));
    return up;
  }
  void lose() { latest->close({false, 1}); }

  void run(asio::awaitable<void> coroutine) {
    bool over = false;
    asio::co_spawn(io, std::move(coroutine), [&](const std::exception_ptr& failure) {
      EXPECT_FALSE(failure);
      over = true;
    });
    run_until([&] { return over; });
  }
  void run_until(const std::function<bool()>& done) {
    io.restart();
    while (!done() && io.run_one() > 0) {
    }
    EXPECT_TRUE(done());
  }
  void run_what_is_ready() {
    io.restart();
    io.poll();
  }

  static LinkLimits limits() {
    LinkLimits limits;
    limits.revival = limits.revival_max = LinkLimits::Duration(0);
    limits.exit = LinkLimits::Duration(0);
    limits.hello = limits.start = limits.silence = std::chrono::hours(1);
    return limits;
  }
  TransportStart start_here() {
    return [this](const std::vector<std::string>& command) { return bring_up(command.front()); };
  }

  asio::io_context io{1};
  bool mute = false;  // those that are started now say nothing
  std::vector<std::string> started;
  std::shared_ptr<testing_support::FarEnd> latest;
  std::string told;  // the events' kinds, as digits
  Fleet fleet{io.get_executor(), start_here(), limits(), Keep::yes};
};

}  // namespace oakprobe::fleet
