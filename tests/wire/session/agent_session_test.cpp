#include "wire/session/agent_session.hpp"

#include "tests/wire/session/frames.hpp"

#include <gmock/gmock.h>

namespace oakprobe::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// A coordinator's place, and a clock of the test's own.
class AgentSessionTest : public ::testing::Test {
 protected:
  void receive(const Bytes& bytes) { session_.receive(bytes); }

  // How many messages there are for the agent now.
  std::size_t take_all() {
    std::size_t count = 0;
    while (session_.next(now_)) ++count;
    return count;
  }

  void say_hello() {
    receive(frame(Hello()));
    ASSERT_EQ(take_all(), 1U);
  }

  Bytes take_output() {
    Bytes all;
    while (true) {
      const auto bytes = session_.output();
      if (bytes.empty()) return all;
      all.insert(all.end(), bytes.begin(), bytes.end());
      session_.written(bytes.size(), now_);
    }
  }

  // Wakes it as often as it wants, up to this moment.
  void sleep_until(Time until) {
    while (session_.deadline() <= until) {
      now_ = session_.deadline();
      session_.wake(now_);
    }
    now_ = until;
  }

  std::string why() const { return session_.ended() ? session_.ended()->why : "goes on"; }

  static constexpr Time start = 1'000s;
  Time now_ = start;
  AgentSession session_{AgentLimits(), start};
};

TEST_F(AgentSessionTest, GreetsAndIsSaidHello) {
  EXPECT_EQ(take_output(), bytes_of("OAKPROBE/1\n"));
  Hello hello;
  hello.run = 7;
  receive(frame(hello));
  const auto first = session_.next(now_);
  ASSERT_TRUE(first);
  EXPECT_EQ(*first, Message(hello));
  session_.send(Welcome());
  EXPECT_EQ(types_in(take_output()), "welcome ");
}

TEST_F(AgentSessionTest, HandsOnWhatIsForTheAgent) {
  say_hello();
  receive(frame(Keepalive()));
  receive(frame(FactsRequest()));
  receive(frame(Keepalive()));
  EXPECT_EQ(take_all(), 1U);
  receive(frame(Bye()));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_EQ(why(), "");
  EXPECT_TRUE(session_.ended()->in_order);
}

TEST_F(AgentSessionTest, WaitsForHelloAndNoLonger) {
  sleep_until(start + 8s - 1ns);
  EXPECT_EQ(why(), "goes on");
  sleep_until(start + 8s);
  EXPECT_THAT(why(), HasSubstr("did not say hello"));
  EXPECT_FALSE(session_.ended()->in_order);
}

TEST_F(AgentSessionTest, TakesAHelloThatWaitedWhileItSlept) {
  now_ += 60s;
  session_.wake(now_);
  EXPECT_EQ(why(), "goes on");
  say_hello();
  sleep_until(now_ + 14s);
  EXPECT_EQ(why(), "goes on");
}

TEST_F(AgentSessionTest, EndsWithItsLease) {
  say_hello();
  sleep_until(start + 15s - 1ns);
  EXPECT_EQ(why(), "goes on");
  sleep_until(start + 15s);
  EXPECT_THAT(why(), HasSubstr("fell silent"));
  EXPECT_EQ(session_.deadline(), no_deadline);
}

TEST_F(AgentSessionTest, RenewsItsLeaseWithEachMessage) {
  say_hello();
  for (int i = 0; i < 5; ++i) {
    sleep_until(now_ + 14s);
    receive(frame(Keepalive()));
    EXPECT_EQ(take_all(), 0U);
  }
  EXPECT_EQ(why(), "goes on");
}

TEST_F(AgentSessionTest, BytesOfAFrameRenewNothing) {
  say_hello();
  receive(frame_head(60'000));
  for (int i = 0; i < 3; ++i) {
    sleep_until(now_ + 5s);
    receive(bytes_of("x"));
    EXPECT_EQ(take_all(), 0U);
  }
  EXPECT_THAT(why(), HasSubstr("fell silent"));
}

TEST_F(AgentSessionTest, LooksOnceMoreIfItWasItWhoSlept) {
  say_hello();
  now_ += 60s;
  session_.wake(now_);
  EXPECT_EQ(why(), "goes on");
  receive(frame(FactsRequest()));
  EXPECT_EQ(take_all(), 1U);
  sleep_until(now_ + 14s);
  EXPECT_EQ(why(), "goes on");
}

TEST_F(AgentSessionTest, KeepsItselfAlive) {
  static_cast<void>(take_output());
  sleep_until(start + 7s);
  EXPECT_EQ(types_in(take_output()), "") << "not before hello";
  say_hello();
  sleep_until(now_ + 5s - 1ns);
  EXPECT_EQ(types_in(take_output()), "");
  sleep_until(now_ + 1ns);
  EXPECT_EQ(types_in(take_output()), "keepalive ");
  sleep_until(now_ + 5s);
  EXPECT_EQ(types_in(take_output()), "keepalive ");
}

TEST_F(AgentSessionTest, TakesSoManyMessagesAndNoMore) {
  say_hello();
  receive(frames(FactsRequest(), 200));
  EXPECT_EQ(take_all(), 200U);
  EXPECT_EQ(why(), "goes on");
  now_ += 1s;
  receive(frames(Keepalive(), 20));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_EQ(why(), "goes on") << "twenty more a second";
  receive(frame(Keepalive()));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_THAT(why(), HasSubstr("floods"));
}

TEST_F(AgentSessionTest, LimitsAFrameBeforeAndAfterHello) {
  receive(frame_head(frame_body_bytes_max_before_hello));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_EQ(why(), "goes on");

  AgentSession second(AgentLimits(), start);
  second.receive(frame_head(frame_body_bytes_max_before_hello + 1));
  EXPECT_FALSE(second.next(now_));
  EXPECT_THAT(second.ended()->why, HasSubstr("more bytes than are allowed"));

  AgentSession third(AgentLimits(), start);
  third.receive(frame(Hello()));
  EXPECT_TRUE(third.next(now_));
  third.receive(frame_head(frame_body_bytes_max));
  EXPECT_FALSE(third.next(now_));
  EXPECT_FALSE(third.ended());

  AgentSession fourth(AgentLimits(), start);
  fourth.receive(frame(Hello()));
  EXPECT_TRUE(fourth.next(now_));
  fourth.receive(frame_head(frame_body_bytes_max + 1));
  EXPECT_FALSE(fourth.next(now_));
  EXPECT_THAT(fourth.ended()->why, HasSubstr("more bytes than are allowed"));
}

TEST_F(AgentSessionTest, SaysWhyItCannotGoOn) {
  static_cast<void>(take_output());
  receive(frame(Arm()));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_THAT(why(), HasSubstr("did not expect 'arm' now"));
  EXPECT_EQ(types_in(take_output()), "failed ");
  session_.fail("again");
  session_.send(Keepalive());
  EXPECT_EQ(types_in(take_output()), "") << "nothing behind that";
}

TEST_F(AgentSessionTest, RefusesASecondHelloAndAnotherVersion) {
  say_hello();
  receive(frame(Hello()));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_THAT(why(), HasSubstr("did not expect 'hello'"));

  AgentSession other(AgentLimits(), start);
  Hello hello;
  hello.version = protocol_version + 1;
  other.receive(frame(hello));
  EXPECT_FALSE(other.next(now_));
  EXPECT_THAT(other.ended()->why, HasSubstr("install the same version"));
}

TEST_F(AgentSessionTest, EndsInOrderWithItsInputAndOnlyBetweenFrames) {
  say_hello();
  session_.end_of_input(false);
  EXPECT_TRUE(session_.ended()->in_order);

  for (const bool broken : {false, true}) {
    AgentSession other(AgentLimits(), start);
    if (!broken) other.receive(bytes_of("\1"));
    other.end_of_input(broken);
    ASSERT_TRUE(other.ended());
    EXPECT_FALSE(other.ended()->in_order);
    EXPECT_THAT(other.ended()->why, HasSubstr("in the middle of a frame"));
  }
}

// More than the coordinator takes: then nothing is taken from it.
class Clogged : public AgentSessionTest {
 protected:
  void SetUp() override {
    say_hello();
    static_cast<void>(take_output());
    Failed long_words{std::string(4'096, 'x')};
    const std::size_t bytes = frame(long_words).size();
    while (waiting_ + bytes <= output_bytes_high) {
      session_.send(long_words);
      waiting_ += bytes;
    }
    EXPECT_TRUE(session_.wants_input()) << "at the limit";
    session_.send(long_words);
    waiting_ += bytes;
  }

  std::size_t waiting_ = 0;
};

TEST_F(Clogged, TakesNothingUntilThereIsRoom) {
  EXPECT_FALSE(session_.wants_input());
  receive(frame(FactsRequest()));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_EQ(session_.output().size(), waiting_);
  session_.written(waiting_ - output_bytes_high - 1, now_);
  EXPECT_EQ(take_all(), 0U);
  EXPECT_FALSE(session_.wants_input());
  session_.written(1, now_);
  EXPECT_TRUE(session_.wants_input());
  EXPECT_EQ(take_all(), 1U);
}

TEST_F(Clogged, IsKeptAliveByAReaderWhoIsSlow) {
  session_.send(Failed{std::string(4'096, 'x')});
  for (int i = 0; i < 40; ++i) session_.send(Failed{std::string(4'096, 'x')});
  static_cast<void>(session_.output());
  sleep_until(start + 14s);
  session_.written(progress_bytes - 1, now_);
  sleep_until(start + 15s - 1ns);
  EXPECT_EQ(why(), "goes on");
  session_.written(1, now_);
  sleep_until(now_ + 15s - 1ns);
  EXPECT_EQ(why(), "goes on") << "64 KiB were read";
  sleep_until(now_ + 1ns);
  EXPECT_THAT(why(), HasSubstr("fell silent"));
}

TEST_F(Clogged, EndsWhereNobodyReads) {
  session_.nobody_reads();
  EXPECT_TRUE(session_.ended()->in_order);
  EXPECT_TRUE(session_.output().empty());
}

}  // namespace
}  // namespace oakprobe::wire
