#include "coordinator/alerts/silence.hpp"

#include <gtest/gtest.h>

namespace oakprobe::alerts {
namespace {

const PathName path{"worker-tunnel", "w1", "w2"};

Silence silence(
    std::optional<std::string> flow,
    std::optional<std::string> source,
    std::optional<std::string> target,
    std::optional<std::string> node
) {
  return {std::move(flow), std::move(source), std::move(target), std::move(node), {}, "repair"};
}

TEST(Silence, AllThatIsGivenMustHold) {
  using none = std::nullopt_t;
  constexpr none any = std::nullopt;
  EXPECT_TRUE(mutes(silence("worker-tunnel", any, any, any), path, 0));
  EXPECT_TRUE(mutes(silence("worker-tunnel", "w1", "w2", any), path, 0));
  EXPECT_TRUE(mutes(silence(any, any, any, "w1"), path, 0));
  EXPECT_TRUE(mutes(silence(any, any, any, "w2"), path, 0));
  EXPECT_FALSE(mutes(silence("worker-tunnel", "w2", any, any), path, 0));
  EXPECT_FALSE(mutes(silence(any, any, "w1", any), path, 0));
  EXPECT_FALSE(mutes(silence("client-api", any, any, "w1"), path, 0));
  EXPECT_FALSE(mutes(silence(any, any, any, "w3"), path, 0));
}

TEST(Silence, OneThatSaysNothingMutesNothing) {
  EXPECT_FALSE(mutes(silence({}, {}, {}, {}), path, 0));
}

TEST(Silence, EndsWhenItIsSaidTo) {
  Silence one = silence({}, {}, {}, "w1");
  one.until = 100;
  EXPECT_TRUE(mutes(one, path, 99));
  EXPECT_FALSE(mutes(one, path, 100));
}

}  // namespace
}  // namespace oakprobe::alerts
