#include "coordinator/app/state_file.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/resource.h>
#include <sys/stat.h>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;

class StateFileTest : public ::testing::Test {
 protected:
  StateFileTest() {
    std::string name = ::testing::TempDir() + "oakprobe-state-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    file_ = directory_ / "state.json";
  }
  ~StateFileTest() override { fs::remove_all(directory_); }

  static std::string content(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
  }

  fs::path directory_;
  std::string file_;
};

TEST_F(StateFileTest, IsReplacedWhole) {
  EXPECT_EQ(replace_file(file_, "much longer than the new one"), std::nullopt);
  EXPECT_EQ(replace_file(file_, "text"), std::nullopt);
  EXPECT_EQ(content(file_), "text");
  struct stat seen {};
  ASSERT_EQ(::stat(file_.c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 07777, 0600U);
  EXPECT_EQ(files(), 1);
}

TEST_F(StateFileTest, MakesTheDirectoryThatIsMissing) {
  const std::string deep = directory_ / "a/b/state.json";
  EXPECT_EQ(replace_file(deep, ""), std::nullopt);
  EXPECT_TRUE(fs::is_regular_file(deep));
  EXPECT_NE(replace_file(deep + "/below-a-file", ""), std::nullopt);
}

TEST_F(StateFileTest, StaysAsItWasWhereTheNewOneDoesNotFit) {
  constexpr rlim_t room = 1'000;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto were = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{room, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto fits = replace_file(file_, std::string(room, 'x'));
  const auto does_not = replace_file(file_, std::string(room + 1, 'y'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, were);
  EXPECT_EQ(fits, std::nullopt);
  EXPECT_EQ(does_not, "File too large");
  EXPECT_EQ(content(file_), std::string(room, 'x'));
  EXPECT_EQ(files(), 1);
}

TEST_F(StateFileTest, ADamagedOneIsKeptAsideAHundredTimes) {
  for (int number = 1; number <= 100; ++number) {
    std::ofstream(file_) << number;
    const std::string aside =
        file_ + ".damaged" + (number == 1 ? "" : "." + std::to_string(number));
    ASSERT_EQ(put_aside(file_), aside);
    ASSERT_EQ(content(aside), std::to_string(number));
  }
  std::ofstream(file_) << "one more";
  EXPECT_EQ(put_aside(file_), std::nullopt);
  EXPECT_EQ(content(file_), "one more");
  EXPECT_EQ(files(), 101);
}

TEST_F(StateFileTest, WhatIsNotThereIsNotPutAside) { EXPECT_EQ(put_aside(file_), std::nullopt); }

TEST_F(StateFileTest, IsLockedByOneAtATime) {
  {
    const FileLock first(file_);
    EXPECT_EQ(first.outcome(), FileLock::Outcome::held);
    EXPECT_EQ(FileLock(file_).outcome(), FileLock::Outcome::held_elsewhere);
    EXPECT_EQ(FileLock(file_ + "2").outcome(), FileLock::Outcome::held) << "another file";
  }
  EXPECT_EQ(FileLock(file_).outcome(), FileLock::Outcome::held);
  EXPECT_EQ(content(file_ + ".lock"), "");
}

TEST_F(StateFileTest, AMovedLockIsHeldOnce) {
  FileLock first(file_);
  {
    const FileLock moved(std::move(first));
    EXPECT_EQ(FileLock(file_).outcome(), FileLock::Outcome::held_elsewhere);
  }
  EXPECT_EQ(FileLock(file_).outcome(), FileLock::Outcome::held);
}

TEST_F(StateFileTest, ALockFollowsNoLink) {
  fs::create_symlink("elsewhere", file_ + ".lock");
  EXPECT_EQ(FileLock(file_).outcome(), FileLock::Outcome::failed);
  EXPECT_FALSE(fs::exists(directory_ / "elsewhere"));
}

}  // namespace
}  // namespace oakprobe::app
