#include "../diagnosis/finding_case.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace oakprobe::telling {
namespace {

using diagnosis::FindingCode;
using diagnosis::test::FindingCase;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

void run_net_manager(evidence::Facts& facts, std::vector<std::uint16_t> ports) {
  facts.net_manager.pid = 5135;
  facts.net_manager.running_s = 300;
  facts.net_manager.udp_ports = std::move(ports);
}

// What is told of the node's finding of this code.
Told told_of(FindingCase& one, std::string_view node, FindingCode code) {
  for (auto& any : one.check.nodes) any.findings.clear();
  find_findings(one.check);
  for (const Finding& finding : one.node(node).findings)
    if (finding.code == code)
      return tell_finding(one.check, *one.check.inventory.find_node(node), finding);
  ADD_FAILURE() << "no such finding";
  return {};
}

struct WordsRow {
  FindingCode code;
  std::function<void(FindingCase& one, evidence::Facts& w2)> change;
  const char* message;
  const char* fix = "";
};

TEST(FindingWording, OfPrograms) {
  const WordsRow rows[] = {
      {FindingCode::tunnel_not_registered,
       [](auto&, auto& w2) {
         run_net_manager(w2, {});
         w2.node_engine_program.pid = 5;
         w2.node_engine_program.running_s = 90'000;
       },
       "NodeEngine (pid 5, running for 25 h) is older",
       "On w2 restart NetManager, and then NodeEngine"},
      {FindingCode::tunnel_not_registered,
       [](auto&, auto& w2) {
         run_net_manager(w2, {});
         w2.netcfg.mqtt_port = "10004";
       },
       "waits to be registered",
       "First mend the finding cluster-mqtt-port-mismatch on w2. On w2 restart"},
      {FindingCode::tunnel_not_registered,
       [](auto& one, auto& w2) {
         run_net_manager(w2, {});
         one.path("cluster-network", "edge-a", "root")->verdict.edit().status = Status::blocked;
       },
       "waits to be registered",
       "First mend cluster-network, which is blocked from edge-a: no subnet comes from the root. "},
      {FindingCode::tunnel_half_dead,
       [](auto&, auto& w2) {
         run_net_manager(w2, {});
         w2.net_manager.log.registration = oakestra::Registration::begun;
         w2.net_manager.log.last_error = "panic: i/o timeout";
       },
       "panic: i/o timeout",
       "Mend what the last error in its log names"},
      {FindingCode::tunnel_on_other_port,
       [](auto& one, auto& w2) {
         run_net_manager(w2, {50104});
         one.refuse_tunnels();
       },
       "listens on udp 50104, not on 50103.",
       "On w2 set TunnelPort in /etc/netmanager/tuncfg.json to 50103, or correct the inventory. "},
      {FindingCode::config_newer_than_process,
       [](auto&, auto& w2) {
         run_net_manager(w2, {50103});
         w2.net_manager.newer_files = {"/etc/netmanager/netcfg.json"};
       },
       "netcfg.json changed on w2 after NetManager (pid 5135, running for 5 min) read it: what "
       "stood there before is in force."},
      {FindingCode::config_newer_than_process,
       [](auto&, auto& w2) {
         run_net_manager(w2, {50103});
         w2.net_manager.newer_files = {
             "/etc/netmanager/netcfg.json", "/etc/netmanager/tuncfg.json"};
         w2.net_manager.log.advertised_address = "10.9.0.4";
         w2.net_manager.log.advertised_port = "50103";
       },
       "netcfg.json and /etc/netmanager/tuncfg.json changed on w2 after NetManager (pid 5135, "
       "running for 5 min) read them: what stood there before is in force (it advertises "
       "10.9.0.4, port 50103)."},
      {FindingCode::config_newer_than_process,
       [](auto&, auto& w2) {
         w2.node_engine_program.pid = 5;
         w2.node_engine_program.newer_files = {"/etc/oakestra/conf.json"};
       },
       "conf.json changed on w2 after NodeEngine (pid 5, running for 0 s) read it",
       "On w2 restart NodeEngine: systemctl restart nodeengine."},
      {FindingCode::tunnel_overrun,
       [](auto& one, auto&) {
         one.run_tunnel();
         one.node("w2").observation.counters.owner_drops = 1'632;
         one.node("w2").observation.counters.owner_drops_ms = 1'300;
       },
       "lost 1632 datagrams in the 1.3 s"},
  };
  for (const WordsRow& row : rows) {
    SCOPED_TRACE(row.message);
    FindingCase one;
    row.change(one, one.facts("w2"));
    const Told told = told_of(one, "w2", row.code);
    EXPECT_THAT(told.message, HasSubstr(row.message));
    EXPECT_THAT(told.fix.text(), HasSubstr(row.fix));
  }
}

TEST(FindingWording, NamesNoFileThatWasMended) {
  FindingCase one;
  run_net_manager(one.facts("w2"), {50104});
  one.refuse_tunnels();
  one.facts("w2").net_manager.newer_files = {"/etc/netmanager/tuncfg.json"};
  const Told told = told_of(one, "w2", FindingCode::tunnel_on_other_port);
  EXPECT_THAT(told.fix.text(), StartsWith("On w2 restart NetManager"));
}

TEST(FindingWording, OfWhatTheAgentsSaw) {
  FindingCase one;
  const NodeId w1 = *one.check.inventory.find_node("w1");
  const NodeId w2 = *one.check.inventory.find_node("w2");
  one.node("w2").observation.unplanned = {{w1, 3}};
  Told told = told_of(one, "w2", FindingCode::unplanned_probes);
  EXPECT_THAT(told.message, HasSubstr("3 paths from w1"));
  EXPECT_THAT(told.fix.text(), HasSubstr("w1 and on w2"));

  one.path("worker-tunnel", "w1", "w2")->dial.emplace().answered_from =
      evidence::AnswerSource{*parse_ip_address("203.0.113.9"), 4'711};
  told = told_of(one, "w1", FindingCode::answered_from_elsewhere);
  EXPECT_THAT(told.message, HasSubstr("w2 (dialled at 192.0.2.32:50103) from 203.0.113.9:4711. "));

  one.check.lowered_pace = {diagnosis::LoweredPace{w2, FullTable::neighbours, 3'000, 812, 81}};
  told = told_of(one, "w2", FindingCode::pace_lowered);
  EXPECT_EQ(
      told.message,
      "At most 81 flows a second were started from w2, and as many to it: the check would leave "
      "3000 entries in its neighbour table, which has room for 812 at a time."
  );
  EXPECT_THAT(told.fix.text(), HasSubstr("net.ipv4.neigh.default.gc_thresh3 on w2"));

  one.node("w2").observation.taps = {evidence::TapState::blind, evidence::TapState::blind};
  told = told_of(one, "w2", FindingCode::tap_blind);
  EXPECT_THAT(told.message, HasSubstr("its own traffic (packet tap, UDP tap): "));
}

TEST(FindingWording, OfOneAddressNamesWhoAdvertiseIt) {
  FindingCase one;
  for (const char* name : {"w1", "w2"}) {
    one.facts(name).netcfg.public_address = "192.0.2.32";
    one.check.inventory.nodes[index_of(*one.check.inventory.find_node(name))].address = "auto";
  }
  EXPECT_THAT(
      told_of(one, "w1", FindingCode::advertised_address_doubled).message,
      StartsWith("w1 and w2 advertise the same address, 192.0.2.32 port 50103: ")
  );
}

TEST(FindingWording, OfWhatAComponentWasStartedWith) {
  struct ComponentRow {
    FindingCode code;
    oakestra::ToldVariable told;
    const char* message;
    const char* fix;
  };
  const ComponentRow rows[] = {
      {FindingCode::root_address_mismatch,
       {"SYSTEM_MANAGER_URL", "localhost"},
       "edge-a's cluster_manager was started with SYSTEM_MANAGER_URL localhost, and root is at "
       "192.0.2.10 port 10000. In a container that leads to the container itself.",
       "On edge-a set SYSTEM_MANAGER_URL=192.0.2.10 and start cluster_manager anew; or, if it is "
       "right, correct the inventory."},
      {FindingCode::root_address_mismatch,
       {"SYSTEM_MANAGER_PORT", "10001"},
       "edge-a's cluster_manager was started with SYSTEM_MANAGER_PORT 10001, and root is at "
       "192.0.2.10 port 10000.",
       "On edge-a set SYSTEM_MANAGER_PORT=10000 and"},
      {FindingCode::own_address_mismatch,
       {"MY_PORT", "10101"},
       "edge-a's cluster_manager was started with MY_PORT 10101 and tells the root to dial it "
       "there, but it is at 192.0.2.20 port 10100.",
       "On edge-a set MY_PORT=10100 and"},
      {FindingCode::broker_port_mismatch,
       {"MQTT_BROKER_PORT", "1883"},
       "edge-a's cluster_manager was started with MQTT_BROKER_PORT 1883 and tells workers to dial "
       "the broker there, and the inventory has it on 10003.",
       "On edge-a set MQTT_BROKER_PORT=10003 and"},
      {FindingCode::proxy_in_the_way,
       {"HTTP_PROXY", "http://proxy:3128"},
       "edge-a's cluster_manager was started with HTTP_PROXY http://proxy:3128, and no_proxy does "
       "not name 192.0.2.10: it asks the proxy, which is not the way that was checked.",
       "Add 192.0.2.10 to NO_PROXY and no_proxy of edge-a's containers"},
  };
  for (const ComponentRow& row : rows) {
    FindingCase one;
    one.check.inventory.release_assumed = true;  // no root wants to be told
    evidence::RunningComponent running;
    running.name = "cluster_manager";
    running.own_network = running.entered = true;
    running.environment.emplace().push_back(row.told);
    one.facts("edge-a").components = {running};
    const Told told = told_of(one, "edge-a", row.code);
    EXPECT_EQ(told.message, row.message);
    EXPECT_THAT(told.fix.text(), StartsWith(row.fix));
  }
}

// As a file may have it that was written by somebody else.
TEST(FindingWording, IsTotal) {
  FindingCase one;
  for (auto& node : one.check.nodes) node.observation.facts = {};
  for (const FindingCode code : all_values<FindingCode>) {
    const Finding finding{diagnosis::Severity::error, code, {}, {}};
    const Told told = tell_finding(one.check, NodeId{0}, finding);
    EXPECT_THAT(told.message, Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace oakprobe::telling
