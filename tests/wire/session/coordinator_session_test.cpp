#include "coordinator_session_case.hpp"

#include <gmock/gmock.h>

namespace oakprobe::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST_F(CoordinatorSessionTest, SaysHelloToWhoGreets) {
  begin();
  EXPECT_TRUE(session_.take_output().empty());
  receive(bytes_of("Welcome to edge-7\nOAKPRO"));
  EXPECT_TRUE(session_.take_output().empty());
  receive(bytes_of("BE/1\n"));
  EXPECT_EQ(types_in(session_.take_output()), "hello ");
  EXPECT_TRUE(session_.is_waiting());
  Welcome welcome;
  welcome.oakprobe = "9.9";
  receive(welcome);
  EXPECT_FALSE(session_.is_waiting());
  EXPECT_TRUE(session_.is_up());
  EXPECT_EQ(session_.welcome().oakprobe, "9.9");
}

TEST_F(CoordinatorSessionTest, SaysHelloAtOnceWhereTheGreetingCameBefore) {
  greet();
  EXPECT_TRUE(session_.take_output().empty());
  begin();
  EXPECT_EQ(types_in(session_.take_output()), "hello ");
}

TEST_F(CoordinatorSessionTest, WaitsForTheGreetingAndNoLonger) {
  begin(8s);
  receive(bytes_of("lorem swordfish"));
  sleep_until(start + 8'250ms - 1ns);
  EXPECT_EQ(session_.wrong(), "");
  sleep_until(now_ + 1ns);
  EXPECT_TRUE(session_.greeting_is_late());
  EXPECT_EQ(session_.wrong(), "printed 'lorem ***', and not the agent's greeting, within 8 s");
  EXPECT_FALSE(session_.is_waiting());
}

TEST_F(CoordinatorSessionTest, WaitsForTheWelcomeAndNoLonger) {
  begin(8s);
  sleep_until(start + 6s);
  greet();
  sleep_until(start + 8'250ms - 1ns);
  EXPECT_EQ(session_.wrong(), "");
  sleep_until(now_ + 1ns);
  EXPECT_THAT(session_.wrong(), HasSubstr("did not answer hello within 8 s"));
  EXPECT_FALSE(session_.greeting_is_late());
}

TEST_F(CoordinatorSessionTest, GivesWhoGreetedLateAnEighth) {
  begin(8s);
  now_ += 60s;  // it was us who slept
  session_.wake(now_, false);
  greet();
  sleep_until(now_ + 1'125ms - 1ns);
  EXPECT_EQ(session_.wrong(), "");
  sleep_until(now_ + 1ns);
  EXPECT_THAT(session_.wrong(), HasSubstr("did not answer hello"));
}

TEST_F(CoordinatorSessionTest, TakesSoMuchOfABannerAndNoMore) {
  begin();
  receive(Bytes(banner_bytes_max, std::byte{'x'}));
  EXPECT_EQ(session_.wrong(), "");
  receive(bytes_of("x"));
  EXPECT_THAT(session_.wrong(), HasSubstr("within its first 64 KiB"));
}

TEST_F(CoordinatorSessionTest, NamesAnotherVersion) {
  begin();
  receive(bytes_of("motd\nOAKPROBE/2\n"));
  EXPECT_EQ(session_.wrong(), "speaks protocol 2, this is 1; install the same version");

  CoordinatorSession other(SessionLimits(), without_secret);
  other.begin(Hello(), now_, 8s);
  other.receive(bytes_of("OAKPROBE/1\n"), now_);
  Welcome welcome;
  welcome.version = 2;
  welcome.oakprobe = "9.9";
  other.receive(frame(welcome), now_);
  EXPECT_FALSE(other.next(now_));
  EXPECT_THAT(other.wrong(), HasSubstr("speaks protocol 2 (oakprobe 9.9), this is 1"));
}

TEST_F(CoordinatorSessionTest, LimitsAFrameBeforeAndAfterWelcome) {
  for (const bool up : {false, true}) {
    for (const std::size_t more : {0U, 1U}) {
      CoordinatorSession session(SessionLimits(), without_secret);
      session.begin(Hello(), now_, 8s);
      session.receive(bytes_of("OAKPROBE/1\n"), now_);
      if (up) session.receive(frame(Welcome()), now_);
      EXPECT_FALSE(session.next(now_));
      const auto limit = up ? frame_body_bytes_max : frame_body_bytes_max_before_hello;
      session.receive(frame_head(limit + more), now_);
      EXPECT_FALSE(session.next(now_));
      EXPECT_EQ(session.wrong().empty(), more == 0) << up;
    }
  }
}

TEST_F(CoordinatorSessionTest, AsksAndTakesAllPartsOfTheAnswer) {
  come_up();
  session_.ask(EvidenceRequest(), kind_of<Evidence>, 8s, now_);
  EXPECT_EQ(types_in(session_.take_output()), "evidence-request ");
  Evidence part;
  part.last = false;
  receive(frames(part, 3));
  EXPECT_EQ(take_all(), 3U);
  EXPECT_TRUE(session_.is_waiting());
  receive(frame(Evidence()));
  EXPECT_EQ(take_all(), 1U);
  session_.complete();
  EXPECT_FALSE(session_.is_waiting());
  EXPECT_EQ(session_.wrong(), "");
}

TEST_F(CoordinatorSessionTest, WaitsForAWholeAnswerAndNoLonger) {
  come_up();
  session_.ask(EvidenceRequest(), kind_of<Evidence>, 8s, now_);
  Evidence part;
  part.last = false;
  for (int i = 0; i < 4; ++i) {
    sleep_until(now_ + 2s);
    receive(frame(part));
    EXPECT_EQ(take_all(), 1U);
  }
  sleep_until(start + 8'250ms - 1ns);
  EXPECT_EQ(session_.wrong(), "");
  sleep_until(now_ + 1ns);
  EXPECT_EQ(session_.wrong(), "did not answer 'evidence-request' within 8 s");
}

TEST_F(CoordinatorSessionTest, LooksForAnAnswerOnceMoreIfItWasItWhoSlept) {
  come_up();
  ask_facts();
  now_ += 60s;
  session_.wake(now_, false);
  receive(frame(evidence::Facts()));
  EXPECT_EQ(take_all(), 1U);
  session_.complete();
  EXPECT_EQ(session_.wrong(), "");
}

TEST_F(CoordinatorSessionTest, DropsALateAnswerToWhatWasGivenUp) {
  come_up();
  ask_facts();
  session_.interrupt();
  EXPECT_FALSE(session_.is_waiting());
  EXPECT_TRUE(session_.awaits_late_answers());
  session_.ask(Disarm(), kind_of<Disarmed>, 3s, now_);
  receive(evidence::Facts());
  EXPECT_TRUE(session_.is_waiting());
  receive(frame(Disarmed()));
  EXPECT_EQ(take_all(), 1U);
  session_.complete();
  EXPECT_EQ(session_.wrong(), "");
  EXPECT_FALSE(session_.awaits_late_answers()) << "answers come in order";
}

TEST_F(CoordinatorSessionTest, HurriesAndBlamesNobody) {
  come_up();
  ask_facts();
  session_.hurry(9s, now_);
  session_.hurry(1s, now_);
  sleep_until(start + 1'250ms - 1ns);
  EXPECT_TRUE(session_.is_waiting()) << "what came may wait unread";
  sleep_until(now_ + 1ns);
  EXPECT_FALSE(session_.is_waiting());
  EXPECT_EQ(session_.wrong(), "");
  EXPECT_TRUE(session_.awaits_late_answers());
}

TEST_F(CoordinatorSessionTest, RefusesWhatWasNotAskedFor) {
  come_up();
  ask_facts();
  receive(Disarmed());
  EXPECT_THAT(session_.wrong(), HasSubstr("sent 'disarmed' at the wrong time"));
}

TEST_F(CoordinatorSessionTest, IsToldWhyAnAgentGivesUp) {
  come_up();
  receive(Failed{"no swordfish left"});
  EXPECT_EQ(session_.wrong(), "gave up: no *** left");
}

TEST_F(CoordinatorSessionTest, EndsWithAGoodbye) {
  come_up();
  session_.say_bye();
  EXPECT_EQ(types_in(session_.take_output()), "bye ");
  ask_facts();
  EXPECT_TRUE(session_.take_output().empty());
  EXPECT_EQ(session_.deadline(), no_deadline);
}

}  // namespace
}  // namespace oakprobe::wire
