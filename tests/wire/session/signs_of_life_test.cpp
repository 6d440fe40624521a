#include "coordinator_session_case.hpp"

#include <gmock/gmock.h>

namespace oakprobe::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST_F(CoordinatorSessionTest, LosesWhoFallsSilent) {
  come_up();
  sleep_until(start + 8s - 1ns);
  EXPECT_EQ(session_.wrong(), "");
  sleep_until(start + 8s);
  EXPECT_EQ(session_.wrong(), "fell silent for 8 s");
  EXPECT_EQ(session_.deadline(), no_deadline);
}

TEST_F(CoordinatorSessionTest, HalfAFrameIsNoSignOfLife) {
  come_up();
  receive(frame_head(60'000));
  for (int i = 0; i < 8; ++i) {
    sleep_until(now_ + 1s);
    receive(bytes_of("x"));
    EXPECT_EQ(take_all(), 0U);
  }
  EXPECT_EQ(session_.wrong(), "fell silent for 8 s");
}

TEST_F(CoordinatorSessionTest, WaitsAnewIfItWasItWhoSlept) {
  come_up();
  now_ = start + 60s;
  session_.wake(now_, false);
  EXPECT_EQ(session_.wrong(), "");
  sleep_until(start + 68s - 1ns);
  EXPECT_EQ(session_.wrong(), "");
  sleep_until(start + 68s);
  EXPECT_EQ(session_.wrong(), "fell silent for 8 s");
}

TEST_F(CoordinatorSessionTest, KeepsTheAgentAliveUnlessWordsWait) {
  come_up();
  now_ = start + 5s;
  session_.wake(now_ - 1ns, false);
  EXPECT_EQ(types_in(session_.take_output()), "");
  session_.wake(now_, false);
  EXPECT_EQ(types_in(session_.take_output()), "keepalive ");
  receive(Keepalive());
  now_ = start + 10s;
  session_.wake(now_, true);
  EXPECT_EQ(types_in(session_.take_output()), "") << "what waits to be read says as much";
}

TEST_F(CoordinatorSessionTest, TakesSoManyKeepalivesAndNoMore) {
  come_up();
  receive(frames(Keepalive(), 100));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_EQ(session_.wrong(), "");
  now_ += 1s;
  receive(frames(Keepalive(), 2));
  EXPECT_EQ(take_all(), 0U);
  EXPECT_EQ(session_.wrong(), "") << "two more a second";
  receive(Keepalive());
  EXPECT_THAT(session_.wrong(), HasSubstr("floods"));
}

TEST_F(CoordinatorSessionTest, StaysUpForAsLongAsThereAreSigns) {
  come_up();
  stay_until(start + 1h);
  EXPECT_EQ(session_.wrong(), "");
}

}  // namespace
}  // namespace oakprobe::wire
