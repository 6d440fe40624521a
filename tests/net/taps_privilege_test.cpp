#include "net/packet_tap.hpp"
#include "net/raw_tap.hpp"
#include "net/raw_udp_sender.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <unistd.h>

#include <linux/capability.h>
#include <sys/syscall.h>

namespace oakprobe::net {
namespace {

// Without CAP_NET_RAW in the effective set, as any user; until it goes.
class Unprivileged {
 public:
  Unprivileged() {
    EXPECT_EQ(::syscall(SYS_capget, &header_, before_), 0);
    __user_cap_data_struct without[2] = {before_[0], before_[1]};
    without[0].effective &= ~(1U << CAP_NET_RAW);
    EXPECT_EQ(::syscall(SYS_capset, &header_, without), 0);
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  ~Unprivileged() { EXPECT_EQ(::syscall(SYS_capset, &header_, before_), 0); }

 private:
  __user_cap_header_struct header_{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct before_[2]{};
};

TEST(TapPrivilege, ItsLackIsAnError) {
  const Unprivileged unprivileged;
  const auto packets = PacketTap::open(TapLayer::link, {});
  ASSERT_FALSE(packets.has_value());
  EXPECT_EQ(packets.error().value(), EPERM);
  const auto raw = RawTap::open(Protocol::tcp, false, {});
  ASSERT_FALSE(raw.has_value());
  EXPECT_EQ(raw.error().value(), EPERM);
  const auto sender = RawUdpSender::open(false);
  ASSERT_FALSE(sender.has_value());
  EXPECT_EQ(sender.error().value(), EPERM);
}

}  // namespace
}  // namespace oakprobe::net
