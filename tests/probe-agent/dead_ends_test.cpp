#include "probe-agent/host/dead_ends.hpp"

#include "tests/support/two_hosts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::agent {
namespace {

using oakprobe::testing::TwoHosts;
using Host = TwoHosts::Host;

class DeadEndsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (hosts_.missing()) GTEST_SKIP() << *hosts_.missing();
  }

  std::size_t told() {
    hosts_.at(Host::source);
    net::NextHops hops;
    evidence::NodeEvidence evidence;
    dead_ends_.tell({nobody_}, hops, evidence);
    return evidence.dead_hops.size();
  }

  void change(const std::string& command) { hosts_.run(Host::source, command); }

  TwoHosts hosts_;
  const IpAddress nobody_ = *parse_ip_address("192.0.2.99");
  DeadEnds dead_ends_;
};

TEST_F(DeadEndsTest, KeepWhatTheKernelForgot) {
  EXPECT_EQ(told(), 0U) << "nobody asked for it";
  change("bash -c 'echo 0 > /dev/udp/192.0.2.99/9'");
  EXPECT_EQ(told(), 1U);
  change("ip neigh flush to 192.0.2.99 nud all");
  EXPECT_EQ(told(), 1U) << "it did not answer when it was told";
  EXPECT_EQ(told(), 1U);
}

TEST_F(DeadEndsTest, LetGoOfWhoAnswered) {
  change("bash -c 'echo 0 > /dev/udp/192.0.2.99/9'");
  EXPECT_EQ(told(), 1U);
  change("ip neigh replace 192.0.2.99 lladdr 02:00:00:00:00:99 dev wire nud permanent");
  EXPECT_EQ(told(), 0U);
  change("ip neigh del 192.0.2.99 dev wire");
  EXPECT_EQ(told(), 0U);
}

TEST_F(DeadEndsTest, LetGoWhereTheWayIsAnother) {
  change("bash -c 'echo 0 > /dev/udp/192.0.2.99/9'");
  EXPECT_EQ(told(), 1U);
  change("ip neigh flush to 192.0.2.99 nud all && ip route add 192.0.2.99/32 via 192.0.2.2");
  EXPECT_EQ(told(), 0U);
}

}  // namespace
}  // namespace oakprobe::agent
