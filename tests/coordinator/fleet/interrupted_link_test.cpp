#include "agent_link_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST_F(AgentLinkTest, InterruptGivesUpTheQuestionAndDropsALateAnswer) {
  const auto link = link_to({});
  ASSERT_TRUE(open(*link)) << link->last_words();
  auto facts = link->ask<evidence::Facts>(wire::FactsRequest(), limits.answer, [](evidence::Facts) {
    return Taken();
  });
  EXPECT_FALSE(run_coroutine_while(std::move(facts), [&] { link->interrupt(); }));
  EXPECT_TRUE(link->usable()) << link->last_words();
  EXPECT_TRUE(ask_evidence(*link)) << link->last_words();  // behind the facts, which came late
  close(*link);
}

TEST_F(AgentLinkTest, HurryStillTakesWhatIsOnItsWay) {
  const auto link = link_to({});
  ASSERT_TRUE(open(*link)) << link->last_words();
  auto facts = link->ask<evidence::Facts>(wire::FactsRequest(), limits.answer, [](evidence::Facts) {
    return Taken();
  });
  EXPECT_TRUE(run_coroutine_while(std::move(facts), [&] { link->hurry(limits.answer / 2); }));
  close(*link);
}

TEST_F(AgentLinkTest, HurryEndsTheWaitAndBlamesNobody) {
  limits.answer = 60s;
  const auto link = link_to({"hang", "facts-request"});
  ASSERT_TRUE(open(*link)) << link->last_words();
  auto facts = link->ask<evidence::Facts>(wire::FactsRequest(), limits.answer, [](evidence::Facts) {
    return Taken();
  });
  EXPECT_FALSE(run_coroutine_while(std::move(facts), [&] { link->hurry(1ms); }));
  EXPECT_TRUE(link->usable()) << link->last_words();
  close(*link);
}

TEST_F(AgentLinkTest, InterruptEndsAStart) {
  const auto link = link_to({"silent"});
  EXPECT_FALSE(run_coroutine_while(link->open(), [&] { link->interrupt(); }));
  close(*link);
  EXPECT_THAT(link->last_words(), HasSubstr("interrupted"));
}

}  // namespace
}  // namespace oakprobe::fleet
