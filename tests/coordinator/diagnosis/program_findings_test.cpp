#include "check_case.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"
#include "finding_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using oakestra::Registration;
using test::FindingCase;
using test::verdict_of;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint16_t port = 50103;
const char* const netcfg = "/etc/netmanager/netcfg.json";
const char* const tuncfg = "/etc/netmanager/tuncfg.json";

void run_net_manager(evidence::Facts& facts, std::vector<std::uint16_t> ports) {
  facts.net_manager.pid = 5135;
  facts.net_manager.running_s = 300;
  facts.net_manager.udp_ports = std::move(ports);
}

const Finding& finding(const FindingCase& one, FindingCode code) {
  for (const FinishedNode& node : one.check.nodes)
    for (const Finding& told : node.findings)
      if (told.code == code) return told;
  throw std::logic_error("no such finding");
}

TEST(TunnelState, IsToldByWhatRuns) {
  evidence::Facts facts;
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::unknown) << "nobody looked";
  facts.host_name = "w1";
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::not_installed);
  facts.net_manager.installed_as = "/usr/bin/NetManager";
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::stopped);
  facts.net_manager.pid = 7;
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::unknown) << "its sockets are hidden";
  run_net_manager(facts, {});
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::not_registered);
  facts.net_manager.log.registration = Registration::begun;
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::half_dead);
  run_net_manager(facts, {50104});
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::other_port);
  run_net_manager(facts, {50103, 50104});
  EXPECT_EQ(tunnel_state_of(facts, port), TunnelState::runs);
}

TEST(ProgramFindings, OfARunningTunnelAreNone) {
  FindingCase one;
  run_net_manager(one.facts("w2"), {port});
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), IsEmpty());
}

TEST(ProgramFindings, ANetManagerThatIsYoungerThanNodeEngineWasNeverRegistered) {
  FindingCase one;
  run_net_manager(one.facts("w2"), {});
  one.facts("w2").node_engine_program.pid = 5;
  one.facts("w2").node_engine_program.running_s = 90'000;
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), ElementsAre("tunnel-not-registered error"));
}

TEST(ProgramFindings, WhatKeepsItFromATunnelComesFirst) {
  FindingCase one;
  run_net_manager(one.facts("w2"), {});
  one.facts("w2").netcfg.mqtt_port = "10004";
  find_findings(one.check);
  const FindingFacts& facts = finding(one, FindingCode::tunnel_not_registered).facts;
  EXPECT_EQ(facts.obstacle, FindingCode::cluster_mqtt_port_mismatch);

  FindingCase blocked;
  run_net_manager(blocked.facts("w2"), {});
  blocked.path("cluster-network", "edge-a", "root")->verdict =
      verdict_of(Status::blocked, Cause::dropped, {Segment::network});
  find_findings(blocked.check);
  const FindingFacts& of_way = finding(blocked, FindingCode::tunnel_not_registered).facts;
  EXPECT_EQ(of_way.obstacle, std::nullopt);
  EXPECT_EQ(of_way.blocked_flow, blocked.check.inventory.find_flow("cluster-network"));
  EXPECT_EQ(of_way.endpoints.at(0).node, blocked.check.inventory.find_node("edge-a"));
}

TEST(ProgramFindings, HalfDead) {
  FindingCase one;
  run_net_manager(one.facts("w2"), {});
  one.facts("w2").net_manager.log.registration = Registration::begun;
  one.facts("w2").net_manager.log.last_error = "panic: i/o timeout";
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), ElementsAre("tunnel-half-dead error"));
}

TEST(ProgramFindings, AnotherPort) {
  const auto refused = verdict_of(Status::blocked, Cause::refused, {Segment::target_host});
  FindingCase reached;
  run_net_manager(reached.facts("w2"), {50104});
  find_findings(reached.check);
  EXPECT_THAT(reached.told("w2"), IsEmpty()) << "its host's own rules lead peers on";

  FindingCase one;
  run_net_manager(one.facts("w2"), {50104});
  one.judge_all("worker-tunnel", "w2", refused);
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), ElementsAre("tunnel-on-other-port error"));
  EXPECT_THAT(one.spoiled(), ElementsAre("worker-tunnel w1 > w2", "worker-tunnel w3 > w2"));
}

TEST(ProgramFindings, AFileThatChangedMeanwhile) {
  FindingCase one;
  run_net_manager(one.facts("w2"), {port});
  one.facts("w2").net_manager.newer_files = {netcfg};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), ElementsAre("config-newer-than-process error"));
  EXPECT_THAT(one.spoiled(), IsEmpty()) << "it may have said the same before";

  FindingCase other;
  run_net_manager(other.facts("w2"), {port});
  other.facts("w2").net_manager.newer_files = {netcfg};
  other.facts("w2").net_manager.log.advertised_address = "10.9.0.4";
  other.facts("w2").net_manager.log.advertised_port = "50103";
  find_findings(other.check);
  EXPECT_THAT(other.spoiled(), Contains("worker-tunnel w1 > w2"));
}

TEST(ProgramFindings, AFileThatSaysWhatRunsIsNoneOfThem) {
  FindingCase one;
  evidence::Facts& facts = one.facts("w2");
  run_net_manager(facts, {port});
  facts.net_manager.newer_files = {netcfg};
  facts.netcfg.public_address = facts.net_manager.log.advertised_address = "192.0.2.32";
  facts.net_manager.log.advertised_port = "50103";
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), IsEmpty());

  FindingCase other;
  run_net_manager(other.facts("w2"), {port});
  other.facts("w2").netcfg.public_address = "192.0.2.32";
  other.facts("w2").net_manager.log = facts.net_manager.log;
  other.facts("w2").net_manager.newer_files = {tuncfg};
  find_findings(other.check);
  EXPECT_THAT(other.told("w2"), ElementsAre("config-newer-than-process warning"));
}

TEST(ProgramFindings, OfNodeEngineIsAWarning) {
  FindingCase one;
  one.facts("w2").node_engine_program.pid = 5;
  one.facts("w2").node_engine_program.newer_files = {"/etc/oakestra/conf.json"};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), ElementsAre("config-newer-than-process warning"));
}

TEST(ProgramFindings, ATunnelThatDoesNotKeepUp) {
  FindingCase one;
  evidence::ArmedPort armed;
  armed.port = {Protocol::udp, port};
  armed.mode = evidence::ListenMode::live;
  one.node("w2").observation.armed = {armed};
  one.node("w2").observation.counters.owner_drops = 1'632;
  one.node("w2").observation.counters.owner_drops_ms = 1'300;
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), ElementsAre("tunnel-overrun warning"));
  EXPECT_THAT(one.spoiled(), IsEmpty());
  EXPECT_EQ(finding(one, FindingCode::tunnel_overrun).facts.count, 1'632U);
}

}  // namespace
}  // namespace oakprobe::diagnosis
