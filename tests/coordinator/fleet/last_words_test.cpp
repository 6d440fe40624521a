#include "coordinator/fleet/last_words.hpp"

#include "base/printable.hpp"

#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

TEST(OutputTail, IsBounded) {
  OutputTail tail;
  EXPECT_EQ(tail.quoted(), "");
  for (int i = 0; i < 10'000; ++i) tail.add("☃☃☃☃☃☃☃☃☃☃");
  tail.add("\nthe end\n");
  EXPECT_LE(tail.quoted().size(), excerpt_bytes_max + 20);
  EXPECT_TRUE(tail.quoted().ends_with("☃ / the end"));
  EXPECT_EQ(tail.quoted().find('?'), std::string::npos) << "no character is cut";
}

}  // namespace
}  // namespace oakprobe::fleet
