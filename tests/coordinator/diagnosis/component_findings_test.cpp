#include "finding_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::FindingCase;
using test::none;
using testing::ElementsAreArray;
using Lines = std::vector<std::string>;

TEST(ComponentFindings, TellAClusterThatTheRootKnowsElsewhere) {
  struct Case {
    const char* name;
    evidence::KnownCluster known;
    bool stale;
  };
  const Case cases[] = {
      {"where it is", {"edge-a", "192.0.2.20", 10100}, false},
      {"docker's gateway", {"edge-a", "172.19.0.1", 10100}, true},
      {"another port", {"edge-a", "192.0.2.20", 10101}, true},
      {"not of this inventory", {"edge-z", "172.19.0.1", 10100}, false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one;
    find_stale_clusters(one.check, std::span(&row.known, 1));
    const Lines wanted{"cluster-address-stale error"};
    const Lines dead{"root-deploy root > edge-a", "root-network root > edge-a"};
    EXPECT_THAT(one.told("edge-a"), ElementsAreArray(row.stale ? wanted : none));
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.stale ? dead : none));
  }
}

// A root answered it as itself, and told it where edge-a is.
void is_told_of_edge_a(FindingCase& one, const char* node, const char* address) {
  one.node(node).observation.clusters = {{"edge-a", address, 10100, true}};
  auto path = one.path("cluster-api", node, "root");
  path->dial.emplace().service.emplace().kind = evidence::AnswerKind::itself;
}

TEST(ComponentFindings, TellWhatTheRootAnsweredToTheCluster) {
  FindingCase one;
  is_told_of_edge_a(one, "edge-a", "172.19.0.1");
  find_findings(one.check);
  EXPECT_THAT(one.told("edge-a"), testing::ElementsAre("cluster-address-stale error"));
}

TEST(ComponentFindings, DoNotBelieveAListOfClustersThatNoRootGave) {
  FindingCase one;
  one.node("edge-a").observation.clusters = {{"edge-a", "172.19.0.1", 10100, true}};
  one.node("w1").observation.clusters = one.node("edge-a").observation.clusters;
  find_findings(one.check);
  EXPECT_THAT(one.told("edge-a"), testing::IsEmpty()) << "nobody was answered";
  one.path("cluster-api", "edge-a", "root")->dial.emplace().service.emplace().kind =
      evidence::AnswerKind::other;
  find_findings(one.check);
  EXPECT_THAT(one.told("edge-a"), testing::IsEmpty()) << "something else answered";
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

// Of edge-a it is its own word that counts, or that of two, and none that is contradicted.
TEST(ComponentFindings, TakeWitnessesOfClustersThatAgree) {
  FindingCase one;
  is_told_of_edge_a(one, "edge-a", "172.19.0.1");
  one.node("root").observation.clusters = {{"edge-a", "192.0.2.20", 10100, true}};
  {
    auto asked = one.path("root-deploy", "root", "edge-a");
    asked->dial.emplace().service.emplace().kind = evidence::AnswerKind::itself;
    one.check.inventory.flows[index_of(asked->id.flow)].ask = "/api/clusters/";
  }
  const auto told = [&] {
    for (auto& node : one.check.nodes) node.findings.clear();
    find_findings(one.check);
    return one.told("edge-a");
  };
  EXPECT_THAT(told(), testing::IsEmpty()) << "two witnesses, two addresses";
  auto& of_edge = one.node("edge-a").observation.clusters;
  auto& of_root = one.node("root").observation.clusters;
  of_edge.clear();
  of_root[0].address = "172.19.0.1";
  EXPECT_THAT(told(), testing::IsEmpty()) << "one witness, and not itself";
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
  of_edge = of_root;
  EXPECT_THAT(told(), testing::ElementsAre("cluster-address-stale error"));
}

evidence::RunningComponent& run(
    FindingCase& one, const char* component, oakestra::ToldEnvironment environment
) {
  evidence::RunningComponent running;
  running.name = component;
  running.own_network = running.entered = true;
  running.environment = std::move(environment);
  return one.facts("edge-a").components.emplace_back(std::move(running));
}

TEST(ComponentFindings, HoldWhatAComponentWasStartedWithAgainstTheInventory) {
  struct EnvironmentRow {
    const char* component;
    oakestra::ToldEnvironment environment;
    Lines told;
    Lines spoiled;
    bool host_network = false;
    bool release_named = false;
  };
  const Lines to_api{"cluster-api edge-a > root", "cluster-registration edge-a > root"};
  const Lines to_cluster{"root-deploy root > edge-a", "root-network root > edge-a"};
  const Lines to_broker{
      "worker-mqtt w1 > edge-a", "worker-mqtt w2 > edge-a", "worker-mqtt w3 > edge-a"};
  const Lines wrong_root{"root-address-mismatch error"};
  const Lines wrong_own{"own-address-mismatch error"};
  const std::vector<EnvironmentRow> environments{
      {"cluster_manager", {}, {}, {}},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "192.0.2.10"}}, {}, {}},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "a.name"}}, {}, {}},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "localhost"}}, wrong_root, to_api},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "127.0.1.1"}}, wrong_root, to_api, true},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", ""}}, wrong_root, to_api},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "192.0.2.11"}}, wrong_root, to_api},
      {"cluster_manager", {{"SYSTEM_MANAGER_PORT", "10001"}}, wrong_root, {to_api[0]}},
      {"cluster_manager", {{"SYSTEM_MANAGER_PORT", "no port"}}, {}, {}},
      // That of the cluster's own manager: it is no business of the root's.
      {"cluster_service_manager", {{"SYSTEM_MANAGER_URL", "cluster_manager"}}, {}, {}},
      {"cluster_service_manager",
       {{"ROOT_SERVICE_MANAGER_URL", "0.0.0.0"}},
       wrong_root,
       {"cluster-network edge-a > root"}},
      {"cluster_manager", {{"CLUSTER_ADDRESS", "192.0.2.20"}, {"MY_PORT", "10100"}}, {}, {}},
      {"cluster_manager", {{"CLUSTER_ADDRESS", "172.17.0.2"}}, wrong_own, to_cluster},
      {"cluster_manager", {{"MY_PORT", "10101"}}, wrong_own, {to_cluster[0]}},
      // v0.4.411, if it is so: the root wants to be told.
      {"cluster_manager",
       {{"SYSTEM_MANAGER_URL", "192.0.2.10"}},
       {"own-address-mismatch warning"},
       {},
       false,
       true},
      {"cluster_manager", {{"CLUSTER_ADDRESS", "192.0.2.20"}}, {}, {}, false, true},
      {"cluster_manager",
       {{"MQTT_BROKER_PORT", "1883"}},
       {"broker-port-mismatch error"},
       to_broker},
      {"cluster_manager", {{"HTTP_PROXY", "http://proxy:3128"}}, {"proxy-in-the-way warning"}, {}},
      {"cluster_manager",
       {{"http_proxy", "http://proxy:3128"}, {"no_proxy", "192.0.2.10"}},
       {},
       {}},
      {"cluster_manager", {{"https_proxy", "http://proxy:3128"}}, {"proxy-in-the-way warning"}, {}},
      {"cluster_service_manager", {{"https_proxy", "http://proxy:3128"}}, {}, {}},
  };
  for (const EnvironmentRow& row : environments) {
    SCOPED_TRACE(row.environment.empty() ? "nothing" : row.environment[0].name);
    FindingCase one;
    one.check.inventory.release_assumed = !row.release_named;
    run(one, row.component, row.environment).own_network = !row.host_network;
    find_findings(one.check);
    EXPECT_EQ(one.told("edge-a"), row.told);
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.spoiled));
  }
}

}  // namespace
}  // namespace oakprobe::diagnosis
