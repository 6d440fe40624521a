#include "delivery_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

using ::testing::HasSubstr;

// Somebody puts his program in place of the agent, as soon as its digest was taken.
class SwapTest : public DeliveryTest {
 protected:
  void SetUp() override {
    DeliveryTest::SetUp();
    fs::create_directory(shared());
    fs::permissions(shared(), fs::perms::owner_all);
    std::ofstream(root / "hostile") << "#!/bin/sh\ntouch " << mark().string() << "\n";
    fs::permissions(root / "hostile", fs::perms::all);
  }
  fs::path shared() const { return root / "shared"; }
  fs::path mark() const { return root / "hostile-ran"; }
  std::string own_directory() const { return "oakprobe-test-" + std::to_string(::getpid()); }

  // By a user who may write to `shared()`.
  void swap_directories() {
    const std::string theirs = (shared() / own_directory()).string();
    put_digest(
        "mv " + theirs + " " + (root / "moved").string() + " && mkdir " + theirs + " && cp " +
        (root / "hostile").string() + " " + theirs + "/oakprobe-agent"
    );
  }
  // Only our own user, or root, could.
  void swap_files() {
    put_digest(
        "mv " + (root / "hostile").string() + " " + (root / "tmp" / own_directory()).string() +
        "/oakprobe-agent"
    );
  }

 private:
  void put_digest(const std::string& attack) {
    put_program(
        "sha256sum", "#!/bin/sh\n/usr/bin/sha256sum\n(" + attack + ") 2>/dev/null\nexit 0\n"
    );
  }
};

TEST_F(SwapTest, ADirectoryThatOthersWriteToIsNotUsed) {
  fs::permissions(shared(), fs::perms::all);
  swap_directories();
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()}))) << words;
  EXPECT_FALSE(fs::exists(mark()));
  EXPECT_TRUE(fs::is_empty(shared()));
  put_program("head", "#!/bin/sh\nexit 1\n");
  EXPECT_FALSE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()})));
  EXPECT_THAT(
      words, HasSubstr(shared().string() + " is writable by others and not sticky, /tmp is")
  );
}

TEST_F(SwapTest, AStickyDirectoryDoes) {
  fs::permissions(shared(), fs::perms::all | fs::perms::sticky_bit);
  put_program("ls", "#!/bin/sh\npwd >>" + tries().string() + "\nexec /bin/ls \"$@\"\n");
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()}))) << words;
  std::ifstream looked(tries());
  for (std::string place; std::getline(looked, place);)
    EXPECT_THAT(place, HasSubstr(shared().string()));
  EXPECT_TRUE(fs::is_empty(shared()));
}

TEST_F(SwapTest, AnotherUsersDirectoryIsNotUsed) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give it away";
  ASSERT_EQ(::chown(shared().c_str(), 4242, 4242), 0);
  put_program("head", "#!/bin/sh\nexit 1\n");
  EXPECT_FALSE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()})));
  EXPECT_THAT(words, HasSubstr(shared().string() + " is another user's, /tmp is"));
}

TEST_F(SwapTest, TheDirectoryThatWasEnteredStaysTheOne) {
  swap_directories();
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()}))) << words;
  EXPECT_FALSE(fs::exists(mark()));
  EXPECT_FALSE(fs::exists(root / "moved/oakprobe-agent"));
}

TEST_F(SwapTest, WhatIsRunIsWhatTheDigestIsOf) {
  for (const char* shell : {"/bin/sh", "dash", "bash", "busybox"}) {
    SCOPED_TRACE(shell);
    if (std::system((std::string("command -v ") + shell + " >/dev/null").c_str()) != 0) continue;
    SetUp();
    swap_files();
    std::vector<std::string> command{shell};
    if (command[0] == "busybox") command.emplace_back("sh");
    EXPECT_TRUE(delivers(with_shell(command))) << words;
    EXPECT_FALSE(fs::exists(mark()));
    EXPECT_FALSE(fs::exists(root / "hostile")) << "the attack was made";
    fs::remove_all(root);
  }
}

// Where root can't look into other processes, the name is compared, and the delivery fails.
TEST_F(SwapTest, SudoGetsNothingElse) {
  put_program("sudo", fake_sudo);
  swap_files();
  AgentStart start = with_shell({"/bin/sh"});
  start.sudo = true;
  if (!delivers(start)) {
    EXPECT_THAT(words, HasSubstr("somebody replaced the agent"));
  }
  EXPECT_FALSE(fs::exists(mark()));
  EXPECT_FALSE(fs::exists(root / "hostile")) << "the attack was made";
}

}  // namespace
}  // namespace oakprobe::fleet
