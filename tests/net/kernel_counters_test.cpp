#include "net/kernel_counters.hpp"

#include <gtest/gtest.h>

namespace oakprobe::net {
namespace {

constexpr std::string_view netstat =
    "TcpExt: SyncookiesSent ListenOverflows IPReversePathFilter\n"
    "TcpExt: 1 22 333\n"
    "IpExt: InNoRoutes ListenOverflows\n"
    "IpExt: 4 5\n";

TEST(KernelCounters, ReadsANamedCounterOfItsGroup) {
  EXPECT_EQ(counter_in_pairs(netstat, "TcpExt", "ListenOverflows"), 22U);
  EXPECT_EQ(counter_in_pairs(netstat, "TcpExt", "IPReversePathFilter"), 333U);
  EXPECT_EQ(counter_in_pairs(netstat, "IpExt", "ListenOverflows"), 5U);
}

TEST(KernelCounters, HasNothingForWhatIsNotThere) {
  EXPECT_EQ(counter_in_pairs(netstat, "TcpExt", "Missing"), std::nullopt);
  EXPECT_EQ(counter_in_pairs(netstat, "Udp", "RcvbufErrors"), std::nullopt);
  EXPECT_EQ(counter_in_pairs("", "TcpExt", "ListenOverflows"), std::nullopt);
  EXPECT_EQ(counter_in_pairs("TcpExt: A\nTcpExt: x\n", "TcpExt", "A"), std::nullopt);
}

TEST(KernelCounters, AddsUpAColumnOfAllProcessors) {
  EXPECT_EQ(sum_of_column("0001 000a 00\n0002 0010 00\n", 1), 26U);
  EXPECT_EQ(sum_of_column("0001\n", 1), std::nullopt);
  EXPECT_EQ(sum_of_column("0001 x\n", 1), std::nullopt);
}

TEST(KernelCounters, ReadsThisKernel) {
  const evidence::KernelCounters now = read_kernel_counters();
  EXPECT_TRUE(now.reverse_path_filtered.has_value());
  EXPECT_TRUE(now.listen_overflows.has_value());
  EXPECT_TRUE(now.udp_receive_overflows.has_value());
  EXPECT_TRUE(now.softnet_dropped.has_value());
}

TEST(KernelCounters, TellsWhatRoseAndLeavesOutWhatOneReadingLacks) {
  evidence::KernelCounters before;
  evidence::KernelCounters after;
  before.listen_overflows = 5;
  after.listen_overflows = 7;
  after.reverse_path_filtered = 9;
  const evidence::KernelCounters difference = risen(before, after);
  EXPECT_EQ(difference.listen_overflows, 2U);
  EXPECT_EQ(difference.reverse_path_filtered, std::nullopt);
}

}  // namespace
}  // namespace oakprobe::net
