#include "coordinator/cli/progress_pace.hpp"

#include <gtest/gtest.h>

namespace oakprobe::cli {
namespace {

using check::Phase;
using check::Progress;
using std::chrono::milliseconds;
using Due = ProgressPace::Due;

class ProgressPaceTest : public ::testing::Test {
 protected:
  static ProgressPace::Time at(int ms) { return ProgressPace::Time() + milliseconds(ms); }
  // What is shown when this many agents have started.
  Due started(std::size_t done, int ms) {
    pace_.note(Progress{Phase::starting, done, 9}, at(ms));
    return pace_.take(at(ms));
  }

  ProgressPace pace_;
};

TEST_F(ProgressPaceTest, TheLastOfManyIsShownSoon) {
  EXPECT_EQ(started(0, 1000), Due::progress);
  EXPECT_EQ(started(2, 1200), Due::progress);
  EXPECT_EQ(started(3, 1210), Due::nothing);
  EXPECT_EQ(started(8, 1220), Due::nothing);
  EXPECT_EQ(pace_.next(), at(1300));
  EXPECT_EQ(pace_.take(at(1299)), Due::nothing);
  EXPECT_EQ(pace_.take(at(1300)), Due::progress);
  EXPECT_EQ(progress_text(pace_.last()), "starting agents: 8 of 9 agents");
}

TEST_F(ProgressPaceTest, APhaseBeginsAtOnce) {
  EXPECT_EQ(started(9, 1000), Due::progress);
  pace_.note(Progress{Phase::reading_facts, 0, 9}, at(1010));
  EXPECT_EQ(pace_.take(at(1010)), Due::progress);
}

TEST_F(ProgressPaceTest, WhoIsWaitedForIsToldOnceAfterThreeSeconds) {
  EXPECT_EQ(started(8, 1000), Due::progress);
  EXPECT_EQ(pace_.next(), at(4000));
  EXPECT_EQ(pace_.take(at(3999)), Due::nothing);
  EXPECT_EQ(pace_.take(at(4000)), Due::waiting);
  EXPECT_EQ(pace_.next(), std::nullopt);
  EXPECT_EQ(pace_.take(at(9000)), Due::nothing);
}

TEST_F(ProgressPaceTest, ProgressBeginsThePatienceAnew) {
  EXPECT_EQ(started(7, 1000), Due::progress);
  EXPECT_EQ(started(8, 3900), Due::progress);
  EXPECT_EQ(pace_.take(at(4000)), Due::nothing);
  EXPECT_EQ(pace_.next(), at(6900));
  EXPECT_EQ(pace_.take(at(6900)), Due::waiting);
}

TEST_F(ProgressPaceTest, NobodyIsWaitedForAtTheEnd) {
  EXPECT_EQ(started(9, 1000), Due::progress);
  EXPECT_EQ(pace_.next(), std::nullopt);
}

TEST(WaitingText, NamesSome) {
  EXPECT_EQ(waiting_text({{"w3"}, 0}), "waiting for w3");
  EXPECT_EQ(waiting_text({{"w3", "w5"}, 0}), "waiting for w3 and w5");
  EXPECT_EQ(waiting_text({{"w3", "w5", "w7"}, 0}), "waiting for w3, w5 and w7");
  EXPECT_EQ(waiting_text({{"w3", "w5"}, 2}), "waiting for w3, w5 and 2 more");
  EXPECT_EQ(waiting_text({}), "");
}

}  // namespace
}  // namespace oakprobe::cli
