#include "coordinator/app/rotation_file.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::StartsWith;

// Sets a variable of the environment, or takes it away, while it lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) const {
    value == nullptr ? ::unsetenv(name_) : ::setenv(name_, value, 1);
  }

  const char* name_;
  std::optional<std::string> before_;
};

class RotationFileTest : public ::testing::Test {
 protected:
  RotationFileTest() {
    std::string name = ::testing::TempDir() + "oakprobe-rotation-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    file_ = directory_ / "state.json";
    state_.next = 7;
    state_.meshes = {{12, 34, {{1, 1'700'000'000, 5}, {3, 1'700'000'100, 6}}}};
  }
  ~RotationFileTest() override { fs::remove_all(directory_); }

  void append(std::size_t blanks) const {
    std::ofstream(file_, std::ios::app) << std::string(blanks, ' ');
  }

  fs::path directory_;
  std::string file_;
  plans::RotationState state_;
};

TEST_F(RotationFileTest, ComesBackAsItWent) {
  EXPECT_FALSE(write_rotation(file_, state_));
  const auto found = read_rotation(file_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->state, state_);
  EXPECT_FALSE(found->damaged);
}

TEST_F(RotationFileTest, OneThatIsNotThereYetIsNoError) {
  const auto found = read_rotation(file_);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->state);
  EXPECT_FALSE(found->damaged);
}

TEST_F(RotationFileTest, HalfOfOneIsDamaged) {
  ASSERT_FALSE(write_rotation(file_, state_));
  fs::resize_file(file_, fs::file_size(file_) - 2);  // the last brace, and a line end
  EXPECT_TRUE(read_rotation(file_)->damaged);
  fs::resize_file(file_, 0);
  EXPECT_TRUE(read_rotation(file_)->damaged);
}

TEST_F(RotationFileTest, SomebodyElsesIsRefused) {
  std::ofstream(file_) << "version: 1\n";
  const auto found = read_rotation(file_);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, StartsWith(file_ + " is not the state of a rotation"));
}

TEST_F(RotationFileTest, IsReadUpToItsLimitAndNotOneByteBeyond) {
  ASSERT_FALSE(write_rotation(file_, state_));
  append(plans::state_bytes_max - fs::file_size(file_));
  EXPECT_EQ(read_rotation(file_)->state, state_);
  append(1);
  EXPECT_FALSE(read_rotation(file_)->state);
  EXPECT_TRUE(read_rotation(file_)->damaged);
}

TEST_F(RotationFileTest, WhatCantBeReadOrWrittenIsSaid) {
  const auto found = read_rotation(directory_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, directory_.string() + ": Is a directory");
  std::ofstream(file_) << "a file";
  const auto failed = write_rotation(file_ + "/state.json", state_);
  ASSERT_TRUE(failed);
  EXPECT_THAT(failed->message, StartsWith(file_ + "/state.json: "));
  EXPECT_THAT(failed->message, EndsWith(": where the rotation stands was not kept"));
}

TEST_F(RotationFileTest, HasAPlaceOfItsOwn) {
  const Variable home("HOME", "/home/pi");
  {
    const Variable state("XDG_STATE_HOME", "/var/state");
    EXPECT_THAT(*default_rotation_file("a.yaml", ""), StartsWith("/var/state/oakprobe/rotation-"));
    EXPECT_THAT(*default_rotation_file("a.yaml", ""), EndsWith(".json"));
  }
  for (const char* useless : {"", "relative/path"}) {
    const Variable state("XDG_STATE_HOME", useless);
    EXPECT_THAT(
        *default_rotation_file("a.yaml", ""), StartsWith("/home/pi/.local/state/oakprobe/rotation-")
    );
  }
  const Variable none("XDG_STATE_HOME", nullptr);
  const Variable homeless("HOME", nullptr);
  EXPECT_EQ(default_rotation_file("a.yaml", ""), std::nullopt);
}

TEST_F(RotationFileTest, EachInventoryAndChoiceOfFlowsHasAnother) {
  const Variable home("HOME", "/home/pi");
  EXPECT_NE(default_rotation_file("a.yaml", "f"), default_rotation_file("b.yaml", "f"));
  EXPECT_NE(default_rotation_file("a.yaml", "f"), default_rotation_file("a.yaml", "g"));
  EXPECT_EQ(default_rotation_file("./a.yaml", "f"), default_rotation_file("a.yaml", "f"));
}

}  // namespace
}  // namespace oakprobe::app
