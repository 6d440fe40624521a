#include "delivery_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

// What `push: {keep: true}` leaves in the login user's own cache.
class KeepTest : public DeliveryTest {
 protected:
  AgentStart with_cache(std::vector<std::string> shell = {"/bin/sh"}) {
    AgentStart start =
        with_shell(std::move(shell), {"XDG_CACHE_HOME=" + (root / "cache").string()});
    start.keep = true;
    return start;
  }
  bool was_sent(AgentStart start) {
    EXPECT_TRUE(delivers(std::move(start))) << words;
    return sent->arrived() > 0;
  }
  fs::path store() const { return root / "cache/oakprobe"; }
  fs::path kept() const { return store() / ("agent-" + own_machine() + "-" + agent()->sha256); }
  static fs::perms mode(const fs::path& path) { return fs::status(path).permissions(); }
  // Would leave a mark if it were run.
  void put_hostile(const fs::path& path) {
    std::ofstream(path) << "#!/bin/sh\ntouch " << (root / "hostile-ran").string() << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }
  void TearDown() override {
    EXPECT_FALSE(fs::exists(root / "hostile-ran"));
    DeliveryTest::TearDown();
  }
};

TEST_F(KeepTest, SendsItOnce) {
  for (const auto& shell :
       std::vector<std::vector<std::string>>{{"/bin/sh"}, {"dash"}, {"bash"}, {"busybox", "sh"}}) {
    SCOPED_TRACE(::testing::PrintToString(shell));
    if (std::system(("command -v " + shell[0] + " >/dev/null").c_str()) != 0) continue;
    EXPECT_TRUE(was_sent(with_cache(shell)));
    EXPECT_EQ(mode(store()), fs::perms::owner_all);
    EXPECT_EQ(mode(kept()), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_FALSE(was_sent(with_cache(shell)));
    fs::remove_all(root / "cache");
  }
}

TEST_F(KeepTest, NothingStaysWithoutIt) {
  AgentStart start = with_cache();
  start.keep = false;
  EXPECT_TRUE(was_sent(start));
  EXPECT_FALSE(fs::exists(root / "cache"));
  EXPECT_TRUE(was_sent(with_cache()));
  EXPECT_TRUE(was_sent(start)) << "it is not used, either";
}

TEST_F(KeepTest, KeepsNoOlderOne) {
  fs::create_directories(store());
  fs::permissions(store(), fs::perms::owner_all);
  put_hostile(store() / ("agent-" + own_machine() + "-older"));
  put_hostile(store() / "agent-other-older");
  EXPECT_TRUE(was_sent(with_cache()));
  EXPECT_FALSE(fs::exists(store() / ("agent-" + own_machine() + "-older")));
  EXPECT_TRUE(fs::exists(store() / "agent-other-older")) << "another machine's, of the same home";
}

TEST_F(KeepTest, WhatChangedIsSentAgain) {
  EXPECT_TRUE(was_sent(with_cache()));
  put_hostile(kept());
  fs::permissions(kept(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(was_sent(with_cache())) << "another digest";
  fs::resize_file(kept(), agent()->bytes.size() / 2);
  EXPECT_TRUE(was_sent(with_cache())) << "too short";
  fs::resize_file(kept(), 0);
  EXPECT_TRUE(was_sent(with_cache())) << "empty";
  EXPECT_FALSE(was_sent(with_cache()));
}

TEST_F(KeepTest, WhatOthersCouldChangeIsNotUsed) {
  EXPECT_TRUE(was_sent(with_cache()));
  fs::permissions(kept(), fs::perms::group_write, fs::perm_options::add);
  EXPECT_TRUE(was_sent(with_cache())) << "the file's mode";
  fs::rename(kept(), root / "elsewhere");
  fs::create_symlink(root / "elsewhere", kept());
  EXPECT_TRUE(was_sent(with_cache())) << "a link";
  EXPECT_FALSE(was_sent(with_cache())) << "it was replaced";
  fs::permissions(store(), fs::perms::others_write, fs::perm_options::add);
  EXPECT_TRUE(was_sent(with_cache())) << "the directory's mode";
  EXPECT_TRUE(was_sent(with_cache())) << "the directory's mode, still";
  fs::permissions(store(), fs::perms::owner_all);
  if (::geteuid() != 0) return;
  ASSERT_EQ(::chown(kept().c_str(), 4242, 4242), 0);
  EXPECT_TRUE(was_sent(with_cache())) << "the file's owner";
  ASSERT_EQ(::chown(store().c_str(), 4242, 4242), 0);
  EXPECT_TRUE(was_sent(with_cache())) << "the directory's owner";
}

TEST_F(KeepTest, ACacheThatTakesNothingCostsNothing) {
  std::ofstream(root / "cache") << "no directory";
  EXPECT_TRUE(was_sent(with_cache()));
  AgentStart homeless = with_shell({"/bin/sh"}, {"HOME=", "XDG_CACHE_HOME=relative"});
  homeless.keep = true;
  EXPECT_TRUE(was_sent(homeless));
}

}  // namespace
}  // namespace oakprobe::fleet
