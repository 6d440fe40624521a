#include "coordinator/report/fix_commands.hpp"

#include "../diagnosis/check_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

using diagnosis::test::CheckCase;
using evidence::FirewallTool;

class FixCommands : public ::testing::Test {
 protected:
  FixCommands() {
    for (auto& node : one.check.nodes) {
      node.observation.facts.boot_id = node.address.text();
      node.observation.facts.addresses = {*node.address.ip()};
      node.observation.facts.firewall_tool = FirewallTool::netfilter_persistent;
    }
  }
  void block(FlowId flow, const char* source, const char* target, diagnosis::Segment where) {
    one.path(
        flow,
        source,
        target,
        diagnosis::test::silence_of(diagnosis::Status::blocked, diagnosis::Cause::dropped, {where})
    );
  }
  std::string commands(NodeId source, NodeId target) {
    summarize(one.check);
    return render_fix_commands(one.check, source, target);
  }

  CheckCase one{"w1", "w2", "w3"};
  FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  FlowId broker = one.flow("worker-mqtt", Protocol::tcp, 10'003);
};

TEST_F(FixCommands, StandBelowTheNameOfTheirHostEachOnce) {
  using enum diagnosis::Segment;
  block(tunnel, "w1", "w2", target_firewall);
  block(tunnel, "w2", "w1", source_firewall);
  block(tunnel, "w3", "w2", target_firewall);  // of another pair
  block(broker, "w1", "w2", target_firewall);
  one.node("w1").observation.facts.firewall_tool = FirewallTool::iptables;
  EXPECT_EQ(
      commands(NodeId{0}, NodeId{1}),
      "# on w2\n"
      "iptables -w -I INPUT 1 -p udp -s 192.0.2.31 --dport 50103 -j ACCEPT\n"
      "iptables -w -I OUTPUT 1 -p udp -d 192.0.2.31 --dport 50103 -j ACCEPT\n"
      "iptables -w -I INPUT 1 -p tcp -s 192.0.2.31 --dport 10003 -j ACCEPT\n"
      "netfilter-persistent save\n"
  );
}

TEST_F(FixCommands, TellInACommentWhatIsForAPersonToDo) {
  block(tunnel, "w1", "w2", diagnosis::Segment::target_firewall);
  one.node("w2").observation.facts.firewall_tool = FirewallTool::iptables;
  one.check.inventory.nodes[1].name = "w2\nreboot";
  EXPECT_EQ(
      commands(NodeId{1}, NodeId{0}),
      "# on w2 / reboot\n"
      "iptables -w -I INPUT 1 -p udp -s 192.0.2.31 --dport 50103 -j ACCEPT\n"
      "# For it to last over a reboot, add the same where that chain's rules are loaded from.\n"
  );
}

TEST_F(FixCommands, AreNoneOfWhatNoCommandMends) {
  block(tunnel, "w1", "w2", diagnosis::Segment::network);
  EXPECT_EQ(commands(NodeId{0}, NodeId{1}), "");
}

}  // namespace
}  // namespace oakprobe::report
