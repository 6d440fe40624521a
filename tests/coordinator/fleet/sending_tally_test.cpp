#include "coordinator/fleet/sending_tally.hpp"

#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

class SendingTallyTest : public ::testing::Test {
 protected:
  SendingTallyTest() {
    for (const std::size_t node : {0U, 1U, 3U}) tally.expect(node);
  }
  void expect(std::uint64_t arrived, std::uint64_t total) {
    EXPECT_EQ(tally.arrived(), arrived);
    EXPECT_EQ(tally.total(), total);
  }

  int changes = 0;
  SendingTally tally{4, [this] { ++changes; }};
};

TEST_F(SendingTallyTest, CountsThoseWhoseTurnComesLater) {
  expect(0, 0);
  tally.begin(0, 100);
  expect(0, 300);
  tally.begin(1, 200);
  expect(0, 450);
  tally.arrive(0, 60);
  expect(60, 450);
  EXPECT_EQ(changes, 3);
}

TEST_F(SendingTallyTest, NoMoreIsToComeOfWhatEnded) {
  tally.begin(0, 100);
  tally.arrive(0, 60);
  tally.end(0);
  expect(60, 260);
  tally.end(0);
  tally.end(3);  // never began: it has its agent, or has no shell
  tally.end(2);  // gets none
  expect(60, 160);
  tally.arrive(1, 50);  // never began
  expect(60, 160);
}

TEST_F(SendingTallyTest, AllArrives) {
  for (const std::size_t node : {0U, 1U, 3U}) {
    tally.begin(node, 100);
    tally.arrive(node, 100);
    tally.end(node);
  }
  expect(300, 300);
}

}  // namespace
}  // namespace oakprobe::fleet
