#include "coordinator/cli/push_text.hpp"

#include "coordinator/cli/megabytes.hpp"
#include "coordinator/cli/progress_pace.hpp"

#include <gtest/gtest.h>

namespace oakprobe::cli {
namespace {

TEST(Megabytes, HaveTenthsWhereTheseSaySomething) {
  EXPECT_EQ(megabytes(0), "0.0");
  EXPECT_EQ(megabytes(49'999), "0.0");
  EXPECT_EQ(megabytes(1'812'345), "1.8");
  EXPECT_EQ(megabytes(9'960'000), "10.0");
  EXPECT_EQ(megabytes(99'949'999), "99.9");
  EXPECT_EQ(megabytes(99'950'000), "100");
  EXPECT_EQ(megabytes(543'703'500), "544");
}

TEST(PushText, TellsWhatManyNodesCost) {
  EXPECT_EQ(
      push_text({300, {1'800'000, true}, false}),
      "sends the agent (1.8 MB, compressed) to 300 nodes: 540 MB"
  );
  EXPECT_EQ(
      push_text({9, {1'800'000, true}, true}),
      "sends the agent (1.8 MB, compressed) to 9 nodes: at most 16.2 MB"
  );
  EXPECT_EQ(
      push_text({300, {1'800'000, false}, false}), "sends the agent (1.8 MB) to 300 nodes: 540 MB"
  );
}

TEST(ProgressText, CountsBytesWhileAgentsAreSent) {
  check::Progress now{check::Phase::starting, 2, 8};
  EXPECT_EQ(progress_text(now), "starting agents: 2 of 8 agents");
  now.bytes = 3'100'000;
  now.bytes_total = 14'400'000;
  EXPECT_EQ(progress_text(now), "starting agents: 2 of 8 agents; sending agents: 3.1 of 14.4 MB");
  now.bytes = now.bytes_total;
  EXPECT_EQ(progress_text(now), "starting agents: 2 of 8 agents");
}

}  // namespace
}  // namespace oakprobe::cli
