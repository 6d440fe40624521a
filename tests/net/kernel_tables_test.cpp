#include "net/kernel_tables.hpp"

#include <gtest/gtest.h>

namespace oakprobe::net {
namespace {

TEST(KernelTables, ReadTheNumberOfASetting) {
  EXPECT_EQ(sysctl_number("1024\n"), 1'024U);
  EXPECT_EQ(sysctl_number("0\n"), 0U);
  EXPECT_EQ(sysctl_number("4294967295\n"), ~0U);
  for (const auto* text : {"", "\n", "4294967296\n", "-1\n", "12x\n", "1 2\n"})
    EXPECT_EQ(sysctl_number(text), std::nullopt) << text;
}

TEST(KernelTables, CountNeighboursOnceWhateverTheProcessors) {
  EXPECT_EQ(neighbour_entries("entries  allocs\n0000001a 00006b37\n0000001a 00006c32\n"), 26U);
  for (const auto* text : {"", "entries\n", "allocs entries\n1 2\n", "entries\nzz\n"})
    EXPECT_EQ(neighbour_entries(text), std::nullopt) << text;
}

}  // namespace
}  // namespace oakprobe::net
