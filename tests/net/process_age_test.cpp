#include "net/process_age.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include <sys/stat.h>

namespace oakprobe::net {
namespace {

using std::chrono::milliseconds;

TEST(ProcessAge, OfThisOneIsLessThanTheFirsts) {
  const auto own = process_age(::getpid());
  const auto first = process_age(1);
  ASSERT_TRUE(own && first);
  EXPECT_GE(*own, milliseconds(-10)) << "a clock tick";
  EXPECT_LE(*own, *first + milliseconds(10));
  EXPECT_EQ(process_age(-1), std::nullopt);
}

TEST(FileAge, IsThatOfItsContent) {
  const std::string path = testing::TempDir() + "oakprobe-age-" + std::to_string(::getpid());
  std::FILE* file = std::fopen(path.c_str(), "w");
  ASSERT_NE(file, nullptr);
  std::fclose(file);
  EXPECT_LT(file_age(path), milliseconds(3'600'000));
  const timespec old{std::time(nullptr) - 7'200, 0};
  const timespec times[] = {old, old};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  EXPECT_GE(file_age(path), milliseconds(7'200'000));
  ::unlink(path.c_str());
  EXPECT_EQ(file_age(path), std::nullopt);
  EXPECT_EQ(file_age("/dev/null"), std::nullopt);
}

}  // namespace
}  // namespace oakprobe::net
