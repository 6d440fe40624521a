#include "coordinator/app/mending.hpp"

#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <vector>

namespace oakprobe::app {
namespace {

class Bystander : public MendingObserver {
 public:
  void began(RunningCheck&) override { ++checks; }
  void watches(const diagnosis::FinishedCheck& check, std::size_t paths) override {
    watched.push_back(paths);
    EXPECT_LE(paths, check.paths.size());
    if (at_watching) at_watching();
  }
  void changed(const audit::PathName&, const audit::Condition&, std::size_t) override { ++changes; }
  void over() override { ++ends; }

  std::function<void()> at_watching;
  std::vector<std::size_t> watched;
  std::size_t checks = 0;
  std::size_t changes = 0;
  std::size_t ends = 0;
};

// By agents that make up their evidence, in which paths are blocked for good.
class MendingTest : public ::testing::Test {
 protected:
  MendingTest() {
    auto engine = Engine::start(fleet::Keep::yes);
    EXPECT_TRUE(engine);
    engine_ = std::move(*engine);
  }

  OrFailure<diagnosis::FinishedCheck> run(std::chrono::seconds time) {
    Mending mending(
        *engine_,
        check::small_deployment("", "[" OAKPROBE_FAKE_AGENT "]"),
        selection_,
        request_,
        observer_
    );
    stop_ = [&mending] { mending.stop(); };
    return mending.run(time);
  }

  std::unique_ptr<Engine> engine_;
  inventory::PathSelection selection_;
  CheckRequest request_;
  Bystander observer_;
  std::function<void()> stop_;
};

TEST_F(MendingTest, LooksAgainUntilTheTimeIsOver) {
  const auto check = run(std::chrono::seconds(2));
  ASSERT_TRUE(check);
  EXPECT_FALSE(check->interrupted);
  EXPECT_GT(check->summary.blocked, 0U);
  ASSERT_THAT(observer_.watched, ::testing::SizeIs(::testing::Ge(1)));
  EXPECT_GT(observer_.watched.front(), 0U);
  EXPECT_GT(observer_.checks, 1U);
  EXPECT_EQ(observer_.ends, 1U);
}

TEST_F(MendingTest, IsStoppedWithWhatIsKnown) {
  observer_.at_watching = [this] { stop_(); };
  const auto check = run(std::chrono::hours(1));
  ASSERT_TRUE(check);
  EXPECT_TRUE(check->interrupted);
  EXPECT_GT(check->summary.blocked, 0U);
  EXPECT_EQ(observer_.checks, 1U);
  EXPECT_EQ(observer_.ends, 1U);
}

TEST_F(MendingTest, NothingSelectedIsAWrongInput) {
  selection_.only = std::vector<PathId>();
  const auto check = run(std::chrono::hours(1));
  ASSERT_FALSE(check);
  EXPECT_EQ(check.error().kind, FailureKind::wrong_input);
  EXPECT_EQ(observer_.checks, 0U);
}

}  // namespace
}  // namespace oakprobe::app
