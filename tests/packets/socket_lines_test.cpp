#include "packets/socket_lines.hpp"

#include <gtest/gtest.h>

namespace oakprobe::packets {
namespace {

using boost::asio::ip::make_address;

constexpr std::string_view udp_table =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode ref pointer drops\n"
    " 100: 00000000:C3B7 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 "
    "4711 2 0000000000000000 0\n"
    " 101: 0100007F:C3B7 0200007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 "
    "4712 2 0000000000000000 0\n";

constexpr std::string_view tcp6_table =
    "  sl  local_address                         remote_address                        st\n"
    "   0: 00000000000000000000000000000000:2774 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 99 1 0000000000000000 100 0 0 10 0\n"
    "   1: 0000000000000000FFFF00000100007F:2774 0000000000000000FFFF00000100007F:C000 06 "
    "00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 100 0 0 10 0\n";

TEST(SocketLines, TellAnUnconnectedUdpSocketFromAConnectedOne) {
  const auto holders = holders_in(udp_table, Protocol::udp, 50103);
  ASSERT_EQ(holders.size(), 2U);
  EXPECT_TRUE(holders[0].owner);
  EXPECT_TRUE(holders[0].takes_any_address);
  EXPECT_EQ(holders[0].inode, 4711U);
  EXPECT_FALSE(holders[1].owner);
  EXPECT_EQ(holders[1].local, make_address("127.0.0.1"));
}

TEST(SocketLines, ReadTheIpv6TableAndMarkTimeWait) {
  const auto holders = holders_in(tcp6_table, Protocol::tcp, 10100);
  ASSERT_EQ(holders.size(), 2U);
  EXPECT_TRUE(holders[0].owner);
  EXPECT_TRUE(holders[0].takes_any_address);
  EXPECT_FALSE(holders[0].time_wait);
  EXPECT_TRUE(holders[1].time_wait);
  EXPECT_EQ(holders[1].local, make_address("127.0.0.1"));
}

TEST(SocketLines, SkipLinesThatAreNoSockets) {
  EXPECT_TRUE(holders_in("", Protocol::tcp, 1).empty());
  EXPECT_TRUE(holders_in("0: x y z\n0: 1:1 2:2 zz 4 5 6 7 8 9\n", Protocol::tcp, 1).empty());
}

TEST(SocketLines, ShowWhoTakesDatagramsFromAnybody) {
  const auto owners = udp_owners_in(udp_table);
  ASSERT_EQ(owners.size(), 1U);
  EXPECT_EQ(owners[0].inode, 4711U);
  EXPECT_EQ(owners[0].port, 50103);
}

}  // namespace
}  // namespace oakprobe::packets
