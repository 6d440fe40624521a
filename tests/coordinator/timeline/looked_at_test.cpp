#include "coordinator/timeline/looked_at.hpp"

#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"

#include <gtest/gtest.h>

#include <functional>

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
    }
    seen("office").agent = AgentState::none;
  }

  // As they are asked for, of those for which it holds.
  void dial(const std::function<bool(const PathId&)>& is_dialled) {
    inventory::for_each_path(check_.inventory, {}, [&](const inventory::ExpectedPath& expected) {
      if (!is_dialled(expected.id)) return;
      diagnosis::FinishedPath path;
      path.id = expected.id;
      path.dial.emplace();
      path.dial.edit().sent.insert(0);
      if (expected.id.flow != tunnel()) path.dial.edit().service.emplace();
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
  [[nodiscard]] bool would_find(const char* name, diagnosis::FindingCode code) const {
    return LookedAt(check_).would_find(node(name), code);
  }

  diagnosis::FinishedCheck check_;
};

TEST_F(LookedAtTest, WhatANodeSaysOfItselfNeedsNoPath) {
  EXPECT_TRUE(would_find("w1", no_default_route));
  EXPECT_TRUE(would_find("w1", tunnel_not_registered));
  EXPECT_FALSE(would_find("w1", address_in_overlay_range));
  EXPECT_FALSE(would_find("edge", service_silent));
  seen("w1").evidence_complete = false;
  EXPECT_FALSE(would_find("w1", no_default_route));
  EXPECT_TRUE(would_find("w2", no_default_route));
  check_.interrupted = true;
  EXPECT_FALSE(would_find("w2", no_default_route));
}

TEST_F(LookedAtTest, AWholeRunWouldFindAll) {
  dial_all();
  for (const auto code : {no_default_route, host_name_doubled, service_silent, tap_blind}) {
    EXPECT_TRUE(would_find("w1", code));
    EXPECT_TRUE(would_find("edge", code));
  }
  EXPECT_FALSE(would_find("office", service_silent)) << "nobody is there";
}

TEST_F(LookedAtTest, ARotationTriesAllServices) {
  dial([this](const PathId& id) { return id.flow != tunnel() || id.source == node("w1"); });
  EXPECT_TRUE(would_find("w2", cluster_address_mismatch));
  EXPECT_TRUE(would_find("edge", service_silent));
  EXPECT_FALSE(would_find("w1", address_in_overlay_range));
}

TEST_F(LookedAtTest, APathNeedsBothOfItsEnds) {
  dial_all();
  seen("w3").agent = AgentState::lost;
  EXPECT_FALSE(would_find("w3", no_default_route));
  EXPECT_FALSE(would_find("w1", advertised_address_stale)) << "w3 would have told";
  EXPECT_FALSE(would_find("edge", service_silent))
      << "w3 may have been the one that it is silent to";
  EXPECT_FALSE(would_find("w1", host_name_doubled)) << "w3 may be the other one";
  EXPECT_TRUE(would_find("w1", cluster_address_mismatch));
}

TEST_F(LookedAtTest, ASilentServiceIsFoundByWhomItIsSilentTo) {
  dial([this](const PathId& id) { return id.flow == tunnel(); });
  EXPECT_FALSE(would_find("edge", service_silent));
  check_.paths = {};
  dial_all();
  for (std::uint32_t at = 0; at < check_.paths.size(); ++at)
    check_.paths.edit(at)->dial.edit().service.reset();
  EXPECT_FALSE(would_find("edge", service_silent)) << "nobody asked";
  EXPECT_TRUE(would_find("edge", proxy_in_the_way));
}

}  // namespace
}  // namespace oakprobe::timeline
