#pragma once

#include "coordinator/fleet/agent_connection.hpp"
#include "tests/support/far_end.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace oakprobe::fleet {

// A connection over a transport without a process.
class AgentConnectionTest : public ::testing::Test {
 protected:
  void TearDown() override { close(); }

  void connect() {
    close();
    end = std::make_shared<testing_support::FarEnd>(io.get_executor());
    end->on_message = [end = end.get()](const wire::Message& message) {
      testing_support::answer_as_agent(*end, message);
    };
    connection.emplace(
        std::make_unique<testing_support::FakeTransport>(io.get_executor(), end), limits, start
    );
  }
  // Up to its welcome.
  void bring_up() {
    connect();
    end->say(wire::greeting);
    ASSERT_TRUE(greet()) << connection->last_words();
  }
  bool greet() {
    const net::TimePoint deadline = net::Clock::now() + limits.start;
    return run(connection->greet(wire::Hello(), deadline));
  }
  asio::awaitable<bool> facts() {
    std::function<Taken(evidence::Facts)> take = [](const evidence::Facts&) { return Taken(); };
    return connection->ask<evidence::Facts>(wire::FactsRequest(), limits.answer, std::move(take));
  }
  // Returns its last words.
  std::string close() {
    if (!connection) return "";
    bool over = false;
    asio::co_spawn(io, connection->close(), [&](const std::exception_ptr&) { over = true; });
    run_until([&] { return over; });
    EXPECT_TRUE(end->ended);
    EXPECT_TRUE(end->buried);
    const std::string words = connection->last_words();
    connection.reset();
    return words;
  }

  // `meanwhile` comes when it waits.
  bool run(
      asio::awaitable<bool> coroutine, const std::function<void()>& meanwhile = [] {}
  ) {
    std::optional<bool> result;
    asio::co_spawn(io, std::move(coroutine), [&](const std::exception_ptr& failure, bool value) {
      EXPECT_FALSE(failure);
      result = value;
    });
    asio::post(io, meanwhile);
    run_until([&] { return result.has_value(); });
    return result.value_or(false);
  }
  void run_until(const std::function<bool()>& done) {
    io.restart();
    while (!done() && io.run_one() > 0) {
    }
    EXPECT_TRUE(done());
  }

  static LinkLimits patient() {
    LinkLimits limits;
    limits.hello = limits.start = limits.silence = limits.answer = limits.push_silence =
        std::chrono::hours(1);
    limits.exit = limits.terminate = LinkLimits::Duration(0);
    return limits;
  }

  asio::io_context io{1};
  LinkLimits limits = patient();
  AgentStart start{{"agent"}};
  std::shared_ptr<testing_support::FarEnd> end;
  std::optional<AgentConnection> connection;
};

}  // namespace oakprobe::fleet
