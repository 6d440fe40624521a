#include "../diagnosis/check_case.hpp"
#include "json_reports.hpp"

#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

using diagnosis::test::CheckCase;
using nlohmann::json;

TEST(JsonReport, TellsNodes) {
  CheckCase one{"w1", "w2"};
  diagnosis::FinishedNode& node = one.node("w1");
  node.observation.privileged = true;
  node.touched.bound = {{Protocol::tcp, 10'100}};
  node.touched.live_connections = 3;
  node.touched.live_datagrams = 9;
  diagnosis::Finding finding;
  finding.severity = diagnosis::Severity::error;
  finding.code = diagnosis::FindingCode::loopback_filtered;
  finding.flows = {one.flow("worker-tunnel", Protocol::udp, 50'103)};
  node.findings = {finding};
  one.node("w2").observation.agent = diagnosis::AgentState::unreachable;
  one.node("w2").observation.agent_error = "Permission denied";
  const json nodes = report_of(one.check)["nodes"];
  EXPECT_EQ(nodes[0], json::parse(R"({
    "name": "w1", "roles": ["worker"], "cluster": "edge-a", "address": "192.0.2.31",
    "agent": "reached", "privileged": true,
    "findings": [{"severity": "error", "code": "loopback-filtered",
                  "message": "w1's own firewall drops what the machine sends to itself over its loopback interface: local services that talk to each other there can't.",
                  "fix": "Let the loopback interface pass (nft insert rule ... iifname lo accept).",
                  "fix_commands": ["nft insert rule ... iifname lo accept"],
                  "flows": ["worker-tunnel"]}],
    "touched": {"bound": ["tcp/10100"], "live_connections": 3, "live_datagrams": 9}
  })"));
  EXPECT_EQ(nodes[1], json::parse(R"({
    "name": "w2", "roles": ["worker"], "cluster": "edge-a", "address": "192.0.2.32",
    "agent": "unreachable", "agent_error": "Permission denied", "findings": []
  })"));
}

}  // namespace
}  // namespace oakprobe::report
