#include "net/port_owner.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

namespace oakprobe::net {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using boost::asio::ip::udp;

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

TEST(PortOwner, TellsAnUnconnectedUdpSocketFromAConnectedOne) {
  const auto holders = parse_socket_table(udp_table, Protocol::udp, 50103);
  ASSERT_EQ(holders.size(), 2U);
  EXPECT_TRUE(holders[0].owner);
  EXPECT_TRUE(holders[0].takes_any_address);
  EXPECT_EQ(holders[0].inode, 4711U);
  EXPECT_FALSE(holders[1].owner);
  EXPECT_EQ(holders[1].local, make_address("127.0.0.1"));
}

TEST(PortOwner, ReadsTheIpv6TableAndMarksTimeWait) {
  const auto holders = parse_socket_table(tcp6_table, Protocol::tcp, 10100);
  ASSERT_EQ(holders.size(), 2U);
  EXPECT_TRUE(holders[0].owner);
  EXPECT_TRUE(holders[0].takes_any_address);
  EXPECT_FALSE(holders[0].time_wait);
  EXPECT_TRUE(holders[1].time_wait);
  EXPECT_EQ(holders[1].local, make_address("127.0.0.1"));
}

TEST(PortOwner, SkipsLinesThatAreNoSockets) {
  EXPECT_TRUE(parse_socket_table("", Protocol::tcp, 1).empty());
  EXPECT_TRUE(parse_socket_table("0: x y z\n0: 1:1 2:2 zz 4 5 6 7 8 9\n", Protocol::tcp, 1).empty()
  );
}

TEST(PortOwner, FindsThisProcessByItsListener) {
  boost::asio::io_context io;
  const tcp::acceptor acceptor(io, tcp::endpoint(make_address("127.0.0.1"), 0));
  const ListenPort port{Protocol::tcp, acceptor.local_endpoint().port()};
  const auto holders = port_holders(port);
  const auto owner = std::find_if(holders.begin(), holders.end(), [](const PortHolder& holder) {
    return holder.owner;
  });
  ASSERT_NE(owner, holders.end());
  EXPECT_EQ(owner->local, make_address("127.0.0.1"));
  const auto process = process_of_socket(owner->inode);
  ASSERT_TRUE(process.has_value());
  EXPECT_EQ(process->pid, ::getpid());
  EXPECT_FALSE(process->name.empty());
}

TEST(PortOwner, FindsADualStackSocketInTheIpv6Table) {
  boost::asio::io_context io;
  udp::socket socket(io);
  boost::system::error_code missing;
  socket.open(udp::v6(), missing);
  if (missing) GTEST_SKIP() << "no IPv6 here: " << missing.message();
  socket.bind(udp::endpoint(udp::v6(), 0), missing);
  if (missing) GTEST_SKIP() << "no IPv6 here: " << missing.message();
  const auto holders = port_holders({Protocol::udp, socket.local_endpoint().port()});
  ASSERT_EQ(holders.size(), 1U);
  EXPECT_TRUE(holders[0].owner);
  EXPECT_TRUE(holders[0].takes_any_address);
}

}  // namespace
}  // namespace oakprobe::net
