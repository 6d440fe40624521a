#include "packets/loss_reading.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <set>

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace oakprobe::packets {
namespace {

using evidence::LossCounter;
using evidence::RisenCounter;

TEST(LossReading, AreNamedOnceEach) {
  std::set<std::string_view> names;
  for (std::size_t at = 0; at < evidence::loss_counter_count; ++at)
    names.insert(to_string(static_cast<LossCounter>(at)));
  EXPECT_EQ(names.size(), evidence::loss_counter_count);
  EXPECT_EQ(to_string(LossCounter::tx_errors), "tx_errors");
  EXPECT_EQ(to_string(LossCounter::rx_dropped), "rx_dropped");
  EXPECT_EQ(to_string(LossCounter::conntrack_insert_failed), "conntrack insert_failed");
  EXPECT_EQ(to_string(LossCounter::tcp_listen_drops), "TcpExtListenDrops");
}

TEST(LossReading, AreFoundByGroupAndName) {
  LossReading reading;
  add_counters_in_pairs(
      "TcpExt: SyncookiesSent ListenDrops\n"
      "TcpExt: 1 22\n"
      "IpExt: InNoRoutes ListenDrops\n"
      "IpExt: 4 5\n"
      "Ip: InHdrErrors\n"
      "Ip: x\n",
      reading
  );
  EXPECT_EQ(
      reading,
      (LossReading{{LossCounter::tcp_listen_drops, 22, ""}, {LossCounter::ip_in_no_routes, 4, ""}})
  );
  reading.clear();
  add_counters_in_lines(
      "Ip6InHdrErrors \t 7\nUnknown 3\nXfrmInNoPols 2\nIp6InHdrErrors\n", reading
  );
  EXPECT_EQ(
      reading,
      (LossReading{
          {LossCounter::ip6_in_header_errors, 7, ""}, {LossCounter::ipsec_in_no_policy, 2, ""}})
  );
}

void append(std::vector<std::byte>& body, std::uint16_t type, const void* data, std::size_t size) {
  const nlattr header{static_cast<std::uint16_t>(sizeof header + size), type};
  const auto* const begin = reinterpret_cast<const std::byte*>(&header);
  body.insert(body.end(), begin, begin + sizeof header);
  const auto* const bytes = static_cast<const std::byte*>(data);
  body.insert(body.end(), bytes, bytes + size);
  body.resize((body.size() + NLMSG_ALIGNTO - 1) & ~(NLMSG_ALIGNTO - 1U));
}

std::vector<std::byte> link_message(unsigned flags, std::size_t stats_bytes) {
  ifinfomsg link{};
  link.ifi_index = 2;
  link.ifi_flags = flags;
  std::vector<std::byte> body(sizeof link);
  std::memcpy(body.data(), &link, sizeof link);
  append(body, IFLA_IFNAME, "eth0", 5);
  rtnl_link_stats64 stats{};
  stats.rx_dropped = 5;
  stats.tx_carrier_errors = 6;
  stats.rx_nohandler = 7;
  append(body, IFLA_STATS64, &stats, stats_bytes);
  return body;
}

std::uint64_t value_of(const LossReading& reading, LossCounter counter) {
  for (const RisenCounter& one : reading)
    if (one.counter == counter && one.interface == "eth0") return one.by;
  ADD_FAILURE() << to_string(counter) << " is missing";
  return 0;
}

TEST(LossReading, AreReadOfEachInterface) {
  LossReading reading;
  add_interface_counters(link_message(IFF_UP, sizeof(rtnl_link_stats64)), reading);
  EXPECT_EQ(reading.size(), 14U);
  EXPECT_EQ(value_of(reading, LossCounter::rx_dropped), 5U);
  EXPECT_EQ(value_of(reading, LossCounter::tx_carrier), 6U);
  EXPECT_EQ(value_of(reading, LossCounter::rx_nohandler), 7U);
  EXPECT_EQ(value_of(reading, LossCounter::rx_crc), 0U);
}

TEST(LossReading, OfAnOlderKernelLackWhatItDoesNotCount) {
  LossReading reading;
  add_interface_counters(link_message(IFF_UP, offsetof(rtnl_link_stats64, rx_nohandler)), reading);
  EXPECT_EQ(value_of(reading, LossCounter::rx_dropped), 5U);
  EXPECT_EQ(value_of(reading, LossCounter::rx_nohandler), 0U);
}

TEST(LossReading, AreNotReadOfLoopbackOrNonsense) {
  LossReading reading;
  add_interface_counters(link_message(IFF_LOOPBACK, sizeof(rtnl_link_stats64)), reading);
  add_interface_counters({}, reading);
  add_interface_counters(std::array<std::byte, 20>{}, reading);
  EXPECT_TRUE(reading.empty());
}

TEST(LossReading, TellWhatRose) {
  const LossReading before{
      {LossCounter::tcp_listen_drops, 5, ""},
      {LossCounter::rx_dropped, 1, "eth0"},
      {LossCounter::rx_dropped, 1, "eth1"},
      {LossCounter::tx_dropped, 9, "eth1"}};
  const LossReading after{
      {LossCounter::ip_in_discards, 2, ""},
      {LossCounter::tcp_listen_drops, 8, ""},
      {LossCounter::rx_dropped, 1, "eth0"},
      {LossCounter::rx_dropped, 3, "eth1"},
      {LossCounter::rx_dropped, 3, "eth2"},
      {LossCounter::tx_dropped, 1, "eth1"}};
  EXPECT_EQ(
      risen_counters(before, after),
      (LossReading{{LossCounter::tcp_listen_drops, 3, ""}, {LossCounter::rx_dropped, 2, "eth1"}})
  );
}

TEST(LossReading, KeepThoseThatRoseMost) {
  LossReading before;
  LossReading after;
  for (int at = 0; at < 100; ++at) {
    const std::string name = "veth" + std::to_string(100 + at);
    before.push_back({LossCounter::rx_dropped, 1, name});
    after.push_back({LossCounter::rx_dropped, static_cast<std::uint64_t>(2 + at), name});
  }
  const LossReading risen = risen_counters(before, after);
  ASSERT_EQ(risen.size(), evidence::risen_counters_max);
  EXPECT_EQ(risen.front(), (RisenCounter{LossCounter::rx_dropped, 37, "veth136"}));
  EXPECT_EQ(risen.back(), (RisenCounter{LossCounter::rx_dropped, 100, "veth199"}));
}

}  // namespace
}  // namespace oakprobe::packets
