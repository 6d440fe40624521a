// What each release of Oakestra has, against the tags of its repositories.

#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace oakprobe::inventory {
namespace {

using testing::ContainerEq;

Inventory parsed(const std::string& text) {
  auto inventory = parse_inventory(text);
  if (inventory.has_value()) return *std::move(inventory);
  for (const Diagnostic& problem : inventory.error()) ADD_FAILURE() << problem.message;
  return {};
}

// One of each role.
Inventory deployment(const std::string& oakestra) {
  return parsed("version: 1\noakestra: " + oakestra + R"(
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}
  - {name: w1, address: 192.0.2.3, roles: [worker], cluster: edge}
  - {name: w2, address: 192.0.2.4, roles: [worker], cluster: edge}
  - {name: office, address: 192.0.2.5, roles: [client]}
  - {name: stranger, address: 192.0.2.6, roles: [outsider]}
)");
}

std::set<std::string> planned(const Inventory& inventory) {
  std::set<std::string> ids;
  PathSelection all;
  all.all_flows = true;
  for_each_path(inventory, all, [&](const ExpectedPath& path) {
    ids.insert(inventory.flow(path.id.flow).id);
  });
  return ids;
}

// Those of the oldest release.
std::set<std::string> of_the_oldest() {
  std::set<std::string> ids{
      "client-api",
      "cluster-api",
      "cluster-network",
      "root-deploy",
      "root-network",
      "worker-handshake",
      "worker-mqtt",
      "worker-tunnel",
      "client-dashboard",
      "client-resources",
      "client-grafana",
      "client-cluster-grafana",
      "client-cluster-metrics",
      "outsider-tunnel"};
  for (const char* port : {"10007", "10008", "6379", "10004", "3100"}) {
    ids.insert(std::string("exposed-root-") + port);
    ids.insert(std::string("outsider-root-") + port);
  }
  for (const char* port : {"10107", "10108", "6479", "10105", "3101"}) {
    ids.insert(std::string("exposed-cluster-") + port);
    ids.insert(std::string("outsider-cluster-") + port);
  }
  for (const char* port : {"10000", "10099", "11011"})
    ids.insert(std::string("outsider-root-") + port);
  for (const char* port : {"10003", "10100", "10110"})
    ids.insert(std::string("outsider-cluster-") + port);
  return ids;
}

struct Step {
  const char* release;
  std::vector<const char*> added;
};

const std::vector<Step> steps{
    {"v0.4.301", {}},
    // oakestra#329 moved the registration from a websocket on 10000 to gRPC; the add-ons came with
    // root_orchestrator/override-addons.yml.
    {"v0.4.302",
     {"cluster-registration",
      "outsider-root-50052",
      "client-addons-api",
      "client-marketplace",
      "outsider-root-11101",
      "outsider-root-11102"}},
    {"v0.4.400", {}},
    {"v0.4.401", {}},
    {"v0.4.402", {}},
    // root_orchestrator/docker-compose.yml: addons_dashboard, jwt_generator;
    // cluster_orchestrator/docker-compose.yml: cluster_resource_abstractor published.
    {"v0.4.403",
     {"client-addons",
      "client-cluster-resources",
      "exposed-root-10011",
      "outsider-root-10011",
      "outsider-cluster-11012"}},
    // cluster_orchestrator/docker-compose.yml: cluster_addons_manager (MARKETPLACE_ADDR),
    // dashboard.
    {"v0.4.410",
     {"cluster-marketplace",
      "client-cluster-addons",
      "client-cluster-addons-api",
      "outsider-cluster-11201",
      "outsider-cluster-11203",
      "outsider-cluster-3001",
      "outsider-cluster-10009",
      "outsider-root-11103",
      "outsider-root-3000"}},
    {"alpha-v0.4.411", {}},
    {"v0.4.411", {}},
};

TEST(Releases, HaveExactlyTheirFlows) {
  std::set<std::string> expected = of_the_oldest();
  for (const Step& step : steps) {
    expected.insert(step.added.begin(), step.added.end());
    EXPECT_THAT(planned(deployment(step.release)), ContainerEq(expected)) << step.release;
  }
}

// The containers' names in docker-compose.yml, by which an agent knows what is installed.
TEST(Releases, NameTheirContainers) {
  const auto component = [](const char* release, const char* flow) {
    const Inventory inventory = deployment(release);
    const NodeId root{0};
    return inventory.flow(inventory.find_flow(flow).value(), root).component;
  };
  EXPECT_EQ(component("v0.4.402", "exposed-root-6379"), "redis");
  EXPECT_EQ(component("v0.4.403", "exposed-root-6379"), "root_redis");
  EXPECT_EQ(component("v0.4.402", "exposed-root-10004"), "cloud_scheduler");
  EXPECT_EQ(component("v0.4.403", "exposed-root-10004"), "root_scheduler");
  EXPECT_EQ(component("v0.4.402", "client-resources"), "resource_abstractor");
  EXPECT_EQ(component("v0.4.403", "client-resources"), "root_resource_abstractor");
  EXPECT_EQ(component("v0.4.402", "client-dashboard"), "oaekstra-frontend-container");
  EXPECT_EQ(component("v0.4.403", "client-dashboard"), "oakestra-frontend-container");
  EXPECT_EQ(component("v0.4.403", "client-addons"), "addons_dashboard");
  EXPECT_EQ(component("v0.4.410", "client-addons"), "root_addons_dashboard");
  EXPECT_EQ(component("v0.4.403", "client-addons-api"), "addons_manager");
  EXPECT_EQ(component("v0.4.410", "client-addons-api"), "root_addons_manager");
  EXPECT_EQ(component("v0.4.301", "exposed-root-10007"), "mongo");
  EXPECT_EQ(component("v0.4.411", "exposed-root-10008"), "mongo_net");
}

// cluster_blueprints.py has /api/cluster/status since v0.4.410.
TEST(Releases, AreAskedWhatTheyKnow) {
  for (const Step& step : steps) {
    const Inventory inventory = deployment(step.release);
    const NodeId cluster{1};
    const Flow& flow = inventory.flow(inventory.find_flow("root-deploy").value(), cluster);
    const bool has_status = std::string_view(step.release).find(".41") != std::string_view::npos;
    EXPECT_EQ(flow.ask, has_status ? "/api/cluster/status" : "/docs/openapi.json") << step.release;
  }
}

bool needs_source(const Inventory& inventory, const char* flow) {
  return inventory.needs_source({inventory.find_flow(flow).value(), NodeId{1}, NodeId{0}});
}

// Until clusters send their own address (oakestra#518) the root keeps the one that it sees.
TEST(Releases, NeedTheSourceUntilClustersTellIt) {
  for (const Step& step : steps) {
    const Inventory inventory = deployment(step.release);
    const std::string release = step.release;
    EXPECT_EQ(needs_source(inventory, "cluster-network"), release != "v0.4.411") << release;
    EXPECT_EQ(needs_source(inventory, "cluster-api"), release == "v0.4.301") << release;
    const bool registers = inventory.find_flow("cluster-registration").has_value();
    EXPECT_EQ(registers, release != "v0.4.301") << release;
    if (!registers) continue;
    EXPECT_EQ(needs_source(inventory, "cluster-registration"), release != "v0.4.411") << release;
  }
}

TEST(Releases, CountAsTheAlphaWhereNoneIsNamed) {
  const Inventory inventory = deployment("{gateway: false}");
  EXPECT_TRUE(inventory.release_assumed);
  EXPECT_EQ(inventory.release, "v0.4.411");
  EXPECT_TRUE(needs_source(inventory, "cluster-network"));
  EXPECT_FALSE(needs_source(inventory, "cluster-api"));
}

TEST(Releases, OfBothEndsTheOlderNeedsTheSource) {
  Inventory inventory = deployment("v0.4.411");
  inventory.nodes[0].release = "v0.4.410";
  EXPECT_TRUE(needs_source(inventory, "cluster-network"));
}

TEST(Releases, MayHaveAGateway) {
  const Inventory inventory = deployment("{release: v0.4.411, gateway: true}");
  std::map<std::string, std::string> ends;
  for_each_path(inventory, {}, [&](const ExpectedPath& path) {
    const Flow& flow = inventory.flow(path.id.flow);
    if (flow.expect == Expect::open)
      ends[flow.id] = std::to_string(path.port) + (path.tls ? " tls" : "");
  });
  EXPECT_THAT(
      ends,
      ContainerEq(std::map<std::string, std::string>{
          {"client-api", "443 tls"},
          {"cluster-api", "443 tls"},
          {"cluster-network", "443 tls"},
          {"cluster-registration", "443 tls"},
          {"root-deploy", "8443 tls"},
          {"root-network", "8443 tls"},
          {"worker-handshake", "8443 tls"},
          {"worker-mqtt", "8883 tls"},
          {"worker-tunnel", "50103"}})
  );
  const FlowId registration = inventory.find_flow("cluster-registration").value();
  const Flow& behind = inventory.flow(registration, NodeId{0});
  EXPECT_EQ(behind.service, Service::http) << "any answer over TLS tells that something is there";
  EXPECT_EQ(behind.answer, KnownAnswer{});
  EXPECT_EQ(behind.component, "gateway");
  EXPECT_FALSE(needs_source(deployment("{gateway: true}"), "cluster-network"));
}

TEST(Releases, ChangeWithTheInventorysFlows) {
  const Inventory inventory = parsed(R"(version: 1
oakestra: v0.4.403
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}
flows:
  - {id: root-deploy, port: 20100, via: {target: host}}
  - {id: root-network, ask: /mine, answer: page}
)");
  const NodeId cluster{1};
  const Flow& deploy = inventory.flow(inventory.find_flow("root-deploy").value(), cluster);
  EXPECT_EQ(deploy.port, 20100);
  EXPECT_EQ(deploy.via_target, Via::host);
  EXPECT_EQ(deploy.ask, "/docs/openapi.json");
  EXPECT_EQ(inventory.flow(inventory.find_flow("root-network").value(), cluster).ask, "/mine");
}

}  // namespace
}  // namespace oakprobe::inventory
