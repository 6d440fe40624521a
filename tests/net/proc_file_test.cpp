#include "net/proc_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <sys/stat.h>

namespace oakprobe::net {
namespace {

namespace fs = std::filesystem;

class SmallFile : public ::testing::Test {
 protected:
  SmallFile() { fs::create_directories(folder_); }
  ~SmallFile() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }
  std::string write(const char* name, const std::string& text) {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

  fs::path folder_ = fs::temp_directory_path() / ("oakprobe-files-" + std::to_string(::getpid()));
};

TEST_F(SmallFile, IsReadWhole) {
  const std::string binary("a\0\xff\n", 4);
  EXPECT_EQ(read_small_file(write("binary", binary)), binary);
  EXPECT_EQ(read_small_file(write("empty", "")), "");
  EXPECT_TRUE(read_small_file("/proc/self/status").has_value());
}

TEST_F(SmallFile, IsReadFromALineNearItsEnd) {
  const std::string file = write("log", "first\nsecond\nthird\n");
  EXPECT_EQ(read_end_of_file(file, 100), "first\nsecond\nthird\n");
  EXPECT_EQ(read_end_of_file(file, 9), "third\n");
  EXPECT_EQ(read_end_of_file(write("one", std::string(100, 'x')), 10), "");
  EXPECT_EQ(read_end_of_file(write("none", ""), 10), "");
  EXPECT_EQ(read_end_of_file(path("missing"), 10), std::nullopt);
  EXPECT_EQ(read_end_of_file("/dev/zero", 10), std::nullopt);
}

TEST_F(SmallFile, IsNotReadAboveItsLimit) {
  const std::string file = write("long", std::string(100'000, 'x'));
  EXPECT_EQ(read_small_file(file, 99'999), std::nullopt);
  EXPECT_EQ(read_small_file(file, 100'000)->size(), 100'000U);
}

// None of it may hang, and none is an empty file.
TEST_F(SmallFile, IsNoneWhereSomethingElseIsInItsPlace) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  fs::create_symlink(path("loop"), path("loop"));
  fs::create_symlink(path("nowhere"), path("dangling"));
  fs::create_directory(path("folder"));
  for (const std::string& what :
       {path("fifo"),
        path("loop"),
        path("dangling"),
        path("folder"),
        std::string("/dev/zero"),
        path("missing")}) {
    EXPECT_EQ(read_small_file(what), std::nullopt) << what;
  }
}

TEST_F(SmallFile, IsReadThroughALink) {
  write("file", "text");
  fs::create_symlink(path("file"), path("link"));
  EXPECT_EQ(read_small_file(path("link")), "text");
}

}  // namespace
}  // namespace oakprobe::net
