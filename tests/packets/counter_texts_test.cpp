#include "packets/counter_texts.hpp"

#include <gtest/gtest.h>

namespace oakprobe::packets {
namespace {

constexpr std::string_view netstat =
    "TcpExt: SyncookiesSent ListenOverflows IPReversePathFilter\n"
    "TcpExt: 1 22 333\n"
    "IpExt: InNoRoutes ListenOverflows\n"
    "IpExt: 4 5\n";

TEST(CounterTexts, ReadANamedCounterOfItsGroup) {
  EXPECT_EQ(counter_in_pairs(netstat, "TcpExt", "ListenOverflows"), 22U);
  EXPECT_EQ(counter_in_pairs(netstat, "TcpExt", "IPReversePathFilter"), 333U);
  EXPECT_EQ(counter_in_pairs(netstat, "IpExt", "ListenOverflows"), 5U);
}

TEST(CounterTexts, HaveNothingForWhatIsNotThere) {
  EXPECT_EQ(counter_in_pairs(netstat, "TcpExt", "Missing"), std::nullopt);
  EXPECT_EQ(counter_in_pairs(netstat, "Udp", "RcvbufErrors"), std::nullopt);
  EXPECT_EQ(counter_in_pairs("", "TcpExt", "ListenOverflows"), std::nullopt);
  EXPECT_EQ(counter_in_pairs("TcpExt: A\nTcpExt: x\n", "TcpExt", "A"), std::nullopt);
}

TEST(CounterTexts, AddUpAColumnOfAllProcessors) {
  EXPECT_EQ(sum_of_column("0001 000a 00\n0002 0010 00\n", 1), 26U);
  EXPECT_EQ(sum_of_column("0001\n", 1), std::nullopt);
  EXPECT_EQ(sum_of_column("0001 x\n", 1), std::nullopt);
}

TEST(CounterTexts, HaveANameAndItsValueALine) {
  EXPECT_EQ(counter_in_lines("Ip6InReceives  3\nUdp6InCsumErrors\t7\n", "Udp6InCsumErrors"), 7U);
  for (const auto* text : {"", "Udp6InCsumErrors\n", "Udp6InCsumErrors x\n", "Udp6 7\n"})
    EXPECT_EQ(counter_in_lines(text, "Udp6InCsumErrors"), std::nullopt) << text;
}

TEST(CounterTexts, AddUpANamedColumnInHexadecimal) {
  constexpr std::string_view text = "entries table_fulls\n0000000a 00000001\n0000000a 000000ff\n";
  EXPECT_EQ(counter_in_columns(text, "table_fulls"), 256U);
  EXPECT_EQ(counter_in_columns(text, "drop"), std::nullopt);
  EXPECT_EQ(counter_in_columns("table_fulls\n", "table_fulls"), std::nullopt);
}

TEST(CounterTexts, ReadTheNumberOfASetting) {
  EXPECT_EQ(sysctl_number("1024\n"), 1'024U);
  EXPECT_EQ(sysctl_number("0\n"), 0U);
  EXPECT_EQ(sysctl_number("4294967295\n"), ~0U);
  for (const auto* text : {"", "\n", "4294967296\n", "-1\n", "12x\n", "1 2\n"})
    EXPECT_EQ(sysctl_number(text), std::nullopt) << text;
}

TEST(CounterTexts, CountNeighboursOnceWhateverTheProcessors) {
  EXPECT_EQ(neighbour_entries("entries  allocs\n0000001a 00006b37\n0000001a 00006c32\n"), 26U);
  for (const auto* text : {"", "entries\n", "allocs entries\n1 2\n", "entries\nzz\n"})
    EXPECT_EQ(neighbour_entries(text), std::nullopt) << text;
}

}  // namespace
}  // namespace oakprobe::packets
