#include "coordinator/notify/resend.hpp"

#include <gtest/gtest.h>

namespace oakprobe::notify {
namespace {

class Resend : public ::testing::Test {
 protected:
  alerts::Alert& alert(const std::string& id) {
    alerts::Alert& made = alive_[id];
    made.id = id;
    made.told = true;
    return made;
  }
  std::vector<Resent> ask() { return what_to_resend(alive_, quieted_); }

  std::map<std::string, alerts::Alert> alive_;
  std::set<std::string> quieted_;
};

TEST_F(Resend, WhatFiresGoesEachTimeAndWhatIsMutedOnce) {
  alert("a");
  alert("b").muted = true;
  alert("c").told = false;
  auto requests = ask();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_TRUE(requests[0].muted);
  ASSERT_EQ(requests[0].alerts.size(), 1U);
  EXPECT_EQ(requests[0].alerts[0].id, "b");
  EXPECT_FALSE(requests[1].muted);
  ASSERT_EQ(requests[1].alerts.size(), 1U);
  EXPECT_EQ(requests[1].alerts[0].id, "a");
  quieted_.insert("b");
  quieted_.insert("gone");
  requests = ask();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_FALSE(requests[0].muted);
  EXPECT_EQ(quieted_, std::set<std::string>{"b"});
}

TEST_F(Resend, WhatIsMutedAnewIsToldAnew) {
  alert("a").muted = true;
  quieted_.insert("a");
  EXPECT_TRUE(ask().empty());
  alert("a").muted = false;
  EXPECT_FALSE(ask().at(0).muted);
  alert("a").muted = true;
  EXPECT_TRUE(ask().at(0).muted);
}

TEST_F(Resend, ARequestHasAnEnd) {
  for (int at = 0; at < 100; ++at) alert(std::to_string(at));
  EXPECT_EQ(ask().size(), 1U);
  alert("100");
  ASSERT_EQ(ask().size(), 2U);
  EXPECT_EQ(ask()[1].alerts.size(), 1U);
}

}  // namespace
}  // namespace oakprobe::notify
