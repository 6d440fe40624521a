#include "coordinator/timeline/looked_at.hpp"

#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace oakprobe::timeline {
namespace {

using diagnosis::AgentState;
using enum diagnosis::FindingCode;

class LookedAtTest : public ::testing::Test {
 protected:
  LookedAtTest() {
    check_.inventory = *inventory::parse_inventory(
        "version: 1\n"
        "oakestra: v0.4.411\n"
        "nodes:\n"
        "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
        "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
        "  - {name: \"w[1-3]\", address: \"192.0.2.[3-5]\", roles: [worker], cluster: edge}\n"
        "  - {name: office, address: 192.0.2.6, roles: [client], agent: none}\n"
    );
    check_.nodes.resize(check_.inventory.nodes.size());
    for (diagnosis::FinishedNode& node : check_.nodes) {
      node.observation.agent = AgentState::reached;
      node.observation.evidence_complete = true;
      node.observation.facts.default_routes.emplace();
      using enum evidence::TapState;
      node.observation.taps = {trusted, trusted, trusted};
      node.observation.counters.owner_drops_ms = 1;
    }
    seen("office").agent = AgentState::none;
  }

  // As they are asked for, of those for which it holds.
  void dial(const std::function<bool(const PathId&)>& is_dialled) {
    inventory::for_each_path(check_.inventory, {}, [&](const inventory::ExpectedPath& expected) {
      if (!is_dialled(expected.id)) return;
      diagnosis::FinishedPath path;
      path.id = expected.id;
      path.address = *expected.address;
      path.dial.emplace();
      path.dial.edit().sent.insert(0);
      if (expected.id.flow != tunnel())
        path.dial.edit().service.emplace().kind = evidence::AnswerKind::itself;
      path.verdict.edit().status = diagnosis::Status::open;
      check_.paths.add(path);
    });
  }
  void dial_all() {
    dial([](const PathId&) { return true; });
  }

  [[nodiscard]] NodeId node(const char* name) const { return *check_.inventory.find_node(name); }
  [[nodiscard]] FlowId tunnel() const { return *check_.inventory.find_flow("worker-tunnel"); }
  diagnosis::NodeObservation& seen(const char* name) {
    return check_.nodes[index_of(node(name))].observation;
  }
  // Of paths from or to it.
  void edit(
      const char* end, const char* flow, const std::function<void(diagnosis::PathState&)>& change
  ) {
    for (std::uint32_t at = 0; at < check_.paths.size(); ++at) {
      const PathId id = check_.paths.id_at(at);
      const bool of_it = id.source == node(end) || id.target == node(end);
      if (of_it && id.flow == check_.inventory.find_flow(flow)) change(*check_.paths.edit(at));
    }
  }
  [[nodiscard]] bool would_find(
      const char* name, diagnosis::FindingCode code, const std::vector<const char*>& flows = {}
  ) const {
    std::vector<FlowId> ids;
    for (const char* flow : flows) ids.push_back(*check_.inventory.find_flow(flow));
    return LookedAt(check_).would_find(node(name), code, ids);
  }

  diagnosis::FinishedCheck check_;
};

TEST_F(LookedAtTest, WhatANodeSaysOfItselfNeedsNoPath) {
  EXPECT_TRUE(would_find("w1", no_default_route));
  EXPECT_TRUE(would_find("w1", tunnel_not_registered));
  EXPECT_FALSE(would_find("w1", address_in_overlay_range));
  EXPECT_FALSE(would_find("edge", service_silent, {"worker-handshake"}));
  seen("w1").evidence_complete = false;
  EXPECT_FALSE(would_find("w1", no_default_route));
  EXPECT_TRUE(would_find("w2", no_default_route));
  check_.interrupted = true;
  EXPECT_FALSE(would_find("w2", no_default_route));
}

TEST_F(LookedAtTest, AWholeRunWouldFindAll) {
  dial_all();
  for (const auto code : {no_default_route, host_name_doubled, proxy_in_the_way, tap_blind}) {
    EXPECT_TRUE(would_find("w1", code));
    EXPECT_TRUE(would_find("edge", code));
  }
  EXPECT_TRUE(would_find("edge", service_silent, {"worker-handshake"}));
}

TEST_F(LookedAtTest, OfANodeWithoutAnAgentOthersTell) {
  check_.inventory.nodes[index_of(node("edge"))].agent.none = true;
  seen("edge") = {};
  dial_all();
  EXPECT_TRUE(would_find("edge", service_silent, {"worker-handshake"}));
  EXPECT_FALSE(would_find("edge", no_default_route));
  EXPECT_FALSE(would_find("edge", root_address_mismatch)) << "its components are not known";
  EXPECT_FALSE(would_find("edge", tap_blind));
}

TEST_F(LookedAtTest, WhatAnAgentMayNotReadItDoesNotEnd) {
  dial_all();
  evidence::Facts& facts = seen("w1").facts;
  facts.netcfg.state = oakestra::FileState::unseen;
  EXPECT_FALSE(would_find("w1", netcfg_unreadable));
  EXPECT_FALSE(would_find("w1", cluster_address_mismatch));
  EXPECT_FALSE(would_find("w2", advertised_address_doubled)) << "w1 may be the other one";
  EXPECT_TRUE(would_find("w1", config_not_seen)) << "it would be found again";
  EXPECT_TRUE(would_find("w1", no_default_route));
  facts.default_routes.reset();
  EXPECT_FALSE(would_find("w1", several_default_routes));
  facts.net_manager.pid = 1;
  EXPECT_FALSE(would_find("w1", tunnel_half_dead));
  facts.net_manager.udp_ports.emplace();
  EXPECT_TRUE(would_find("w1", tunnel_half_dead));
  evidence::Facts& cluster = seen("edge").facts;
  cluster.components.resize(2);
  cluster.components[0].environment.emplace();
  EXPECT_FALSE(would_find("edge", broker_port_mismatch));
  EXPECT_FALSE(would_find("edge", root_address_mismatch));
  cluster.components[1].environment.emplace();
  EXPECT_TRUE(would_find("edge", broker_port_mismatch));
  EXPECT_TRUE(would_find("edge", root_address_mismatch));
}

TEST_F(LookedAtTest, WhatOneRunDidEndsWithTheNextThatDialsTheNode) {
  for (const auto code : {pace_lowered, tap_overflowed, tunnel_overrun, unplanned_probes})
    EXPECT_FALSE(would_find("w1", code));
  dial([this](const PathId& id) { return id.flow == tunnel() && id.source == node("w1"); });
  for (const auto code : {pace_lowered, tap_overflowed, tunnel_overrun, unplanned_probes})
    EXPECT_TRUE(would_find("w1", code));
  seen("w1").taps.tcp = evidence::TapState::absent;
  EXPECT_FALSE(would_find("w1", tap_overflowed));
  seen("w1").counters.owner_drops_ms = 0;
  EXPECT_FALSE(would_find("w1", tunnel_overrun));
  EXPECT_TRUE(would_find("w1", pace_lowered));
}

TEST_F(LookedAtTest, AnOptionalFlowThatWasNotDialledEndsNothing) {
  dial_all();
  const auto& flows = check_.inventory.flows;
  const auto optional = std::ranges::find_if(flows, [](const inventory::Flow& flow) {
    return flow.need == inventory::Need::optional && flow.expect == inventory::Expect::open &&
           flow.protocol == Protocol::tcp;
  });
  ASSERT_NE(optional, flows.end());
  inventory::PathSelection all;
  all.flows = {FlowId{static_cast<std::uint16_t>(optional - flows.begin())}};
  ASSERT_FALSE(inventory::count_paths(check_.inventory, all).empty());
  EXPECT_TRUE(would_find("edge", proxy_in_the_way, {"cluster-api"}));
  EXPECT_FALSE(would_find("edge", proxy_in_the_way, {"cluster-api", optional->id.c_str()}));
}

TEST_F(LookedAtTest, AnAddressIsHeldAgainstWhatANameWasResolvedTo) {
  dial_all();
  edit("w1", "worker-handshake", [](diagnosis::PathState& path) {
    path.verdict.edit().status = diagnosis::Status::blocked;
  });
  EXPECT_FALSE(would_find("w1", cluster_address_mismatch));
  EXPECT_TRUE(would_find("w2", cluster_address_mismatch));
}

TEST_F(LookedAtTest, TheRunningRootTellsOfItsClusters) {
  dial_all();
  const std::vector<const char*> flows{"root-deploy"};
  EXPECT_TRUE(would_find("edge", cluster_address_stale, flows));
  for (const inventory::Flow& flow : check_.inventory.flows)
    if (flow.ask == evidence::clusters_request)
      edit("root", flow.id.c_str(), [](diagnosis::PathState& path) {
        path.dial.edit().service->kind = evidence::AnswerKind::silent;
      });
  EXPECT_FALSE(would_find("edge", cluster_address_stale, flows));
}

TEST_F(LookedAtTest, ARotationTriesAllServices) {
  dial([this](const PathId& id) { return id.flow != tunnel() || id.source == node("w1"); });
  EXPECT_TRUE(would_find("w2", cluster_address_mismatch, {"worker-handshake"}));
  EXPECT_TRUE(would_find("edge", service_silent, {"worker-handshake"}));
  EXPECT_FALSE(would_find("w1", address_in_overlay_range));
}

TEST_F(LookedAtTest, APathNeedsBothOfItsEnds) {
  dial_all();
  seen("w3").agent = AgentState::lost;
  EXPECT_FALSE(would_find("w3", no_default_route));
  EXPECT_FALSE(would_find("w1", advertised_address_stale)) << "w3 would have told";
  EXPECT_FALSE(would_find("edge", service_silent, {"worker-handshake"}))
      << "w3 may have been the one that it is silent to";
  EXPECT_FALSE(would_find("w1", host_name_doubled)) << "w3 may be the other one";
  EXPECT_TRUE(would_find("w1", cluster_address_mismatch));
}

TEST_F(LookedAtTest, ASilentServiceIsFoundByWhomItIsSilentTo) {
  dial([this](const PathId& id) { return id.flow == tunnel(); });
  EXPECT_FALSE(would_find("edge", service_silent, {"worker-handshake"}));
  check_.paths = {};
  dial_all();
  for (std::uint32_t at = 0; at < check_.paths.size(); ++at)
    check_.paths.edit(at)->dial.edit().service.reset();
  EXPECT_FALSE(would_find("edge", service_silent, {"worker-handshake"})) << "nobody asked";
  EXPECT_TRUE(would_find("edge", proxy_in_the_way));
}

}  // namespace
}  // namespace oakprobe::timeline
