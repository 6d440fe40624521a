#pragma once

#include "tests/wire/session/frames.hpp"
#include "wire/session/coordinator_session.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace oakprobe::wire {

inline std::string without_secret(std::string_view words) {
  std::string text(words);
  for (auto at = text.find("swordfish"); at != text.npos; at = text.find("swordfish"))
    text.replace(at, 9, "***");
  return text;
}

// An agent's place, and a clock of the test's own.
class CoordinatorSessionTest : public ::testing::Test {
 protected:
  void receive(const Bytes& bytes) { session_.receive(bytes, now_); }

  // How many parts of an answer there are now.
  std::size_t take_all() {
    std::size_t count = 0;
    while (session_.next(now_)) ++count;
    return count;
  }
  void receive(const Message& message) {
    receive(frame(message));
    EXPECT_EQ(take_all(), 0U);
  }

  void begin(Duration limit = std::chrono::seconds(8)) { session_.begin(Hello(), now_, limit); }
  void greet() { receive(bytes_of("OAKPROBE/1\n")); }
  void come_up() {
    begin();
    greet();
    receive(Welcome());
    ASSERT_TRUE(session_.is_up()) << session_.wrong();
    static_cast<void>(session_.take_output());
  }
  void ask_facts(Duration limit = std::chrono::seconds(8)) {
    session_.ask(FactsRequest(), kind_of<evidence::Facts>, limit, now_);
  }

  void sleep_until(Time until) {
    while (session_.deadline() <= until) {
      now_ = session_.deadline();
      session_.wake(now_, false);
    }
    now_ = until;
  }
  // The agent says that it is there, each second.
  void stay_until(Time until) {
    while (now_ + std::chrono::seconds(1) < until) {
      sleep_until(now_ + std::chrono::seconds(1));
      if (sent_++ % 4 == 0) receive(Keepalive());
    }
    sleep_until(until);
  }

  static constexpr Time start = std::chrono::seconds(1'000);
  Time now_ = start;
  int sent_ = 0;
  CoordinatorSession session_{SessionLimits(), without_secret};
};

}  // namespace oakprobe::wire
