#include "net/error_queue.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <poll.h>
#include <vector>

namespace oakprobe::net {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::udp;

// A loopback port that nobody listens on: bound a moment ago, and closed again.
std::uint16_t closed_port(boost::asio::io_context& io, const IpAddress& address) {
  const udp::socket socket(io, udp::endpoint(address, 0));
  return socket.local_endpoint().port();
}

TEST(ErrorQueue, TellsWhichDatagramAClosedPortRefused) {
  boost::asio::io_context io;
  const IpAddress loopback = make_address("127.0.0.1");
  udp::socket socket(io, udp::endpoint(loopback, 0));
  ASSERT_TRUE(enable_error_queue(socket.native_handle(), false));
  const udp::endpoint nobody(loopback, closed_port(io, loopback));
  const std::array<char, 5> text{0x0a, 'h', 'e', 'l', 'o'};
  socket.send_to(boost::asio::buffer(text), nobody);

  pollfd waiting{socket.native_handle(), 0, 0};  // an error is always reported
  ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
  int entries = 0;
  drain_error_queue(socket.native_handle(), [&](const QueuedError& error) {
    ++entries;
    EXPECT_EQ(error.error, ECONNREFUSED);
    EXPECT_EQ(error.destination, loopback);
    EXPECT_EQ(error.destination_port, nobody.port());
    ASSERT_TRUE(error.icmp.has_value());
    EXPECT_EQ(error.icmp->type, 3);
    EXPECT_EQ(error.icmp->code, 3);
    EXPECT_EQ(error.icmp->from, loopback);
    ASSERT_EQ(error.payload.size(), text.size());
    EXPECT_EQ(error.payload[0], std::byte{0x0a});
  });
  EXPECT_EQ(entries, 1);
  drain_error_queue(socket.native_handle(), [&](const QueuedError&) { ++entries; });
  EXPECT_EQ(entries, 1) << "the queue was not emptied";
}

TEST(ErrorQueue, ReadsIcmpv6Too) {
  boost::asio::io_context io;
  const IpAddress loopback = make_address("::1");
  udp::socket socket(io);
  boost::system::error_code missing;
  socket.open(udp::v6(), missing);
  if (!missing) socket.bind(udp::endpoint(loopback, 0), missing);
  if (missing) GTEST_SKIP() << "no IPv6 here: " << missing.message();
  ASSERT_TRUE(enable_error_queue(socket.native_handle(), true));
  const udp::endpoint nobody(loopback, closed_port(io, loopback));
  socket.send_to(boost::asio::buffer("\x0a", 1), nobody);
  pollfd waiting{socket.native_handle(), 0, 0};
  ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
  std::vector<evidence::IcmpError> errors;
  drain_error_queue(socket.native_handle(), [&](const QueuedError& error) {
    if (error.icmp) errors.push_back(*error.icmp);
  });
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].type, 1);
  EXPECT_EQ(errors[0].code, 4);
}

}  // namespace
}  // namespace oakprobe::net
