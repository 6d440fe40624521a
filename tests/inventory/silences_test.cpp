#include "inventory/silences.hpp"

#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using Name = std::optional<std::string>;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Name any;

Silence silence(Name flow, Name source, Name target, Name node) {
  const std::chrono::sys_seconds until(std::chrono::seconds(100));
  return {std::move(flow), std::move(source), std::move(target), std::move(node), until, "repair"};
}

class SilencesTest : public ::testing::Test {
 protected:
  // Whether it mutes the tunnel from w1 to w2.
  bool mutes(Silence one, int now = 0) {
    inventory_.audit.silence = {std::move(one)};
    const PathId path{*inventory_.find_flow("worker-tunnel"), node("w1"), node("w2")};
    return !Silences(inventory_, UtcSeconds(now)).that_mute(path).empty();
  }

  NodeId node(const char* name) { return *inventory_.find_node(name); }

  Inventory inventory_ = parse(with_head(
      "  - {name: \"w[1-3]\", address: \"192.0.2.[31-33]\", roles: [worker], cluster: edge}\n"
  ));
};

TEST_F(SilencesTest, AllThatIsGivenMustHold) {
  EXPECT_TRUE(mutes(silence("worker-tunnel", any, any, any)));
  EXPECT_TRUE(mutes(silence("worker-tunnel", "w1", "w2", any)));
  EXPECT_TRUE(mutes(silence(any, any, any, "w1")));
  EXPECT_TRUE(mutes(silence(any, any, any, "w2")));
  EXPECT_FALSE(mutes(silence("worker-tunnel", "w2", any, any)));
  EXPECT_FALSE(mutes(silence(any, any, "w1", any)));
  EXPECT_FALSE(mutes(silence("cluster-mqtt", any, any, "w1")));
  EXPECT_FALSE(mutes(silence(any, any, any, "w3")));
}

TEST_F(SilencesTest, OfNothingOrOfWhatIsNotThereMutesNothing) {
  EXPECT_FALSE(mutes(silence(any, any, any, any)));
  EXPECT_FALSE(mutes(silence(any, any, any, "w4")));
  EXPECT_FALSE(mutes(silence("tunnel", any, any, any)));
}

TEST_F(SilencesTest, MuteUntilTheirEnd) {
  EXPECT_TRUE(mutes(silence(any, any, any, "w1"), 99));
  EXPECT_FALSE(mutes(silence(any, any, any, "w1"), 100));
}

TEST_F(SilencesTest, AreToldByTheirPositions) {
  inventory_.audit.silence = {
      silence(any, "w3", any, any), silence(any, any, any, "w1"), silence(any, any, "w2", any)};
  const FlowId flow = *inventory_.find_flow("worker-tunnel");
  const Silences silences(inventory_, UtcSeconds(0));
  EXPECT_THAT(silences.that_mute({flow, node("w1"), node("w2")}), ElementsAre(1, 2));
  EXPECT_THAT(silences.that_mute({flow, node("w2"), node("w3")}), IsEmpty());
}

TEST_F(SilencesTest, KnowWhetherAnyPathIsTheirs) {
  EXPECT_TRUE(has_paths(inventory_, silence("worker-tunnel", "w1", "w2", any)));
  EXPECT_TRUE(has_paths(inventory_, silence("worker-tunnel", any, "w2", "w2")));
  EXPECT_TRUE(has_paths(inventory_, silence(any, any, any, "root")));
  EXPECT_FALSE(has_paths(inventory_, silence("worker-tunnel", "w1", "w1", any)));
  EXPECT_FALSE(has_paths(inventory_, silence("worker-tunnel", any, any, "root")));
  EXPECT_FALSE(has_paths(inventory_, silence("worker-tunnel", "w1", "w2", "w3")));
  EXPECT_FALSE(has_paths(inventory_, silence(any, any, any, "w4")));
  EXPECT_FALSE(has_paths(inventory_, silence(any, any, any, any)));
}

}  // namespace
}  // namespace oakprobe::inventory
