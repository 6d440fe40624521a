#include "probe-agent/firewall/trace_table.hpp"

#include "packets/netlink_message.hpp"
#include "probe-agent/firewall/rule_trace.hpp"
#include "tests/support/two_hosts.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include <linux/netlink.h>

namespace oakprobe::agent {
namespace {

using oakprobe::testing::TwoHosts;
using Host = TwoHosts::Host;

std::string output_of(const char* command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command, "r"), ::pclose);
  std::string text;
  std::array<char, 4'096> buffer;
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) text += buffer.data();
  return text;
}

evidence::WatchedPacket packet(const char* from, const char* to) {
  evidence::WatchedPacket out;
  out.source = *parse_ip_address(from);
  out.destination = *parse_ip_address(to);
  out.destination_port = 50'103;
  return out;
}

TEST(TraceTableBatch, IsOfWholeMessages) {
  const std::array packets{packet("192.0.2.1", "192.0.2.2"), packet("2001:db8::1", "2001:db8::2")};
  const auto batch = trace_table("mine", packets, {true, {"eth0", "eth1"}});
  std::span<const std::byte> rest = batch;
  int messages = 0;
  for (; !rest.empty(); ++messages) {
    const auto header = packets::struct_in<nlmsghdr>(rest);
    ASSERT_TRUE(header);
    ASSERT_GE(header->nlmsg_len, sizeof *header);
    ASSERT_LE(header->nlmsg_len, rest.size());
    rest = rest.subspan(header->nlmsg_len);
  }
  EXPECT_EQ(messages, 2 + 3 + 4 + 6) << "begin and end, tables, chains, rules";
}

class RuleTraceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (hosts_.missing()) GTEST_SKIP() << *hosts_.missing();
    hosts_.at(Host::target);
  }
  TwoHosts hosts_;
  boost::asio::io_context io_{1};
};

TEST_F(RuleTraceTest, IsATableOfItsOwnForAsLongAsItIsThere) {
  hosts_.firewall(Host::target, "type filter hook input priority 0;", "udp dport 50103 drop");
  const std::string before = output_of("nft -a list ruleset");
  {
    evidence::WatchedPacket answer = packet("2001:db8::2", "2001:db8::1");
    answer.leaves = answer.answers = true;
    answer.protocol = Protocol::tcp;
    answer.source_port = 10'100;
    answer.destination_port = 0;
    const std::array packets{packet("192.0.2.1", "192.0.2.2"), answer};
    RuleTrace trace(io_);
    ASSERT_FALSE(trace.start(packets, {true, {"lo", "wire"}}));
    const std::string during = output_of("nft list ruleset");
    const auto has = [&](const std::string& text) { return during.find(text) != during.npos; };
    EXPECT_TRUE(has("table inet oakprobe-trace-")) << during;
    EXPECT_TRUE(has("table bridge oakprobe-trace-")) << during;
    EXPECT_TRUE(has("table netdev oakprobe-trace-")) << during;
    EXPECT_TRUE(has("hook ingress devices = { lo, wire } priority -2147483648;")) << during;
    EXPECT_TRUE(has("flags owner")) << during;
    EXPECT_TRUE(has("hook prerouting priority -350; policy accept;")) << during;
    EXPECT_TRUE(has("udp dport 50103 limit")) << during;
    EXPECT_TRUE(has("tcp sport 10100 limit")) << during;
    EXPECT_TRUE(has("limit rate 20/second burst 20 packets meta nftrace set 1")) << during;
  }
  EXPECT_EQ(output_of("nft -a list ruleset"), before);
}

TEST_F(RuleTraceTest, HasRoomForAsManyPacketsAsAnOrderMayHave) {
  evidence::WatchedPacket longest = packet("2001:db8::1", "2001:db8::2");
  longest.source_port = 40'000;
  const std::vector packets(evidence::watched_packets_max, longest);
  RuleTrace trace(io_);
  EXPECT_FALSE(trace.start(packets, {true, {"wire"}}));
}

TEST_F(RuleTraceTest, IsRefusedWhole) {
  const std::array packets{packet("192.0.2.1", "192.0.2.2")};
  RuleTrace first(io_);
  ASSERT_FALSE(first.start(packets, {}));
  RuleTrace second(io_);
  EXPECT_TRUE(second.start(packets, {})) << "a table of the same name is another socket's";
  EXPECT_TRUE(second.events().empty());
}

}  // namespace
}  // namespace oakprobe::agent
