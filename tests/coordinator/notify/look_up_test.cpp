#include "coordinator/notify/look_up.hpp"

#include "tests/support/run_coroutine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace oakprobe::notify {
namespace {

using namespace std::chrono_literals;

// Each has an io_context of its own, which is gone afterwards.
Result<Endpoints> look(
    const std::string& host, AskSystem ask, std::chrono::milliseconds limit = 60s
) {
  asio::io_context io;
  return testing::run_coroutine(
      io, look_up(host, 8'080, net::Clock::now() + limit, std::move(ask))
  );
}

Result<Endpoints> nothing(const std::string&, std::uint16_t) { return Endpoints(); }

TEST(LookUp, AnAddressIsNotAskedFor) {
  const auto never = [](const std::string&, std::uint16_t) -> Result<Endpoints> {
    ADD_FAILURE();
    return Endpoints();
  };
  const auto found = look("2001:db8::1", never);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at(0).address().to_string(), "2001:db8::1");
  EXPECT_EQ(found->at(0).port(), 8'080);
}

TEST(LookUp, TheSystemKnowsThisMachine) {
  const auto found = look("localhost", ask_system);
  ASSERT_TRUE(found) << found.error().message();
  ASSERT_FALSE(found->empty());
  EXPECT_TRUE(found->at(0).address().is_loopback());
  EXPECT_EQ(found->at(0).port(), 8'080);
}

TEST(LookUp, WhatTheSystemSaysIsTheError) {
  const auto refused = [](const std::string&, std::uint16_t) -> Result<Endpoints> {
    return ErrorCode(asio::error::host_not_found);
  };
  EXPECT_EQ(look("nobody.example", refused).error(), asio::error::host_not_found);
}

// At its end the io_context is gone, and the look-up goes on.
TEST(LookUp, OneThatHangsIsLeftWhenItsTimeIsOver) {
  std::promise<void> gate;
  const auto hangs = [opened = gate.get_future().share()](const std::string&, std::uint16_t) {
    opened.wait();
    return Result<Endpoints>(Endpoints());
  };
  for (int i = 0; i < look_ups_max; ++i)
    EXPECT_EQ(look("slow.example", hangs, 1ms).error(), asio::error::timed_out);
  EXPECT_EQ(look("next.example", nothing).error(), too_many_look_ups());
  gate.set_value();
  while (!look("next.example", nothing)) std::this_thread::yield();
}

}  // namespace
}  // namespace oakprobe::notify
