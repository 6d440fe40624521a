#include "net/kernel_counters.hpp"

#include <gtest/gtest.h>

#include <set>

namespace oakprobe::net {
namespace {

TEST(KernelCounters, ReadsThisKernel) {
  const evidence::KernelCounters now = read_kernel_counters();
  EXPECT_TRUE(now.reverse_path_filtered.has_value());
  EXPECT_TRUE(now.listen_overflows.has_value());
  EXPECT_TRUE(now.udp_receive_overflows.has_value());
  EXPECT_TRUE(now.softnet_dropped.has_value());
  std::set<evidence::LossCounter> others;
  for (const evidence::RisenCounter& one : now.others) others.insert(one.counter);
  EXPECT_TRUE(others.contains(evidence::LossCounter::ip_in_header_errors));
  EXPECT_TRUE(others.contains(evidence::LossCounter::tcp_listen_drops));
  EXPECT_TRUE(others.contains(evidence::LossCounter::udp_memory));
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
