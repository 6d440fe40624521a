#pragma once

#include "net/tap_socket.hpp"
#include "net/unique_fd.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include <linux/filter.h>
#include <sys/socket.h>

namespace oakprobe::packets {

// Runs a filter in the kernel: Unix sockets have filters too, and need no privilege.
class RunningFilter {
 public:
  explicit RunningFilter(const std::vector<sock_filter>& filter) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    sender_.reset(ends[0]);
    receiver_ = net::TapSocket(net::UniqueFd(ends[1]));
    const ErrorCode error = receiver_.attach(filter);
    EXPECT_FALSE(error) << error.message() << ", " << filter.size() << " instructions";
  }

  bool passes(std::span<const std::byte> packet) {
    EXPECT_EQ(::send(sender_.get(), packet.data(), packet.size(), 0), std::ssize(packet));
    const auto received = receiver_.receive();
    if (!received) return false;
    EXPECT_TRUE(std::ranges::equal(received->bytes, packet)) << "cut short";
    return true;
  }

 private:
  net::UniqueFd sender_;
  net::TapSocket receiver_;
};

}  // namespace oakprobe::packets
