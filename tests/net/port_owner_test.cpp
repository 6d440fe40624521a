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

TEST(PortOwner, FindsThisProcessByItsListener) {
  boost::asio::io_context io;
  const tcp::acceptor acceptor(io, tcp::endpoint(make_address("127.0.0.1"), 0));
  const ListenPort port{Protocol::tcp, acceptor.local_endpoint().port()};
  const auto holders = port_holders(port);
  const auto owner = std::find_if(
      holders.begin(), holders.end(), [](const packets::PortHolder& holder) { return holder.owner; }
  );
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
