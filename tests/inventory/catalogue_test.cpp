#include "inventory/catalogue/catalogue.hpp"

#include "inventory/release.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace oakprobe::inventory {
namespace {

// "from>to scope protocol/port expect need via_source/via_target documented", as the contract's
// table has it.
std::string row(const Flow& flow) {
  std::ostringstream text;
  text << name_of(flow.from.role.value()) << '>' << name_of(flow.to.role.value()) << ' '
       << name_of(flow.scope) << ' ' << name_of(flow.protocol) << '/'
       << (flow.port ? std::to_string(*flow.port) : "tunnel") << ' ' << name_of(flow.expect) << ' '
       << name_of(flow.need) << ' ' << name_of(flow.via_source) << '/' << name_of(flow.via_target)
       << (flow.documented ? " documented" : "") << (flow.ipv6 ? "" : " ipv4")
       << (flow.source_preserved ? " preserved" : "");
  return text.str();
}

std::map<std::string, std::string> contract() {
  std::map<std::string, std::string> rows{
      {"client-api", "client>root any tcp/10000 open required host/docker documented"},
      {"cluster-api", "cluster>root any tcp/10000 open required docker/docker documented"},
      {"cluster-network", "cluster>root any tcp/10099 open required docker/docker documented"},
      {"cluster-registration", "cluster>root any tcp/50052 open required docker/docker"},
      {"root-deploy", "root>cluster any tcp/10100 open required docker/docker"},
      {"root-network", "root>cluster any tcp/10110 open required docker/docker"},
      {"worker-handshake",
       "worker>cluster own-cluster tcp/10100 open required host/docker documented"},
      {"worker-mqtt", "worker>cluster own-cluster tcp/10003 open required host/docker documented"},
      {"worker-tunnel", "worker>worker any udp/tunnel open required host/host documented ipv4"},
      {"cluster-marketplace", "cluster>root any tcp/11102 open optional docker/docker"},
      {"outsider-tunnel", "outsider>worker any udp/tunnel closed required host/host"},
  };
  const auto add =
      [&](const std::string& id, const std::string& ends, int port, const std::string& expect) {
        rows[id] = ends + " any tcp/" + std::to_string(port) + " " + expect + " host/docker";
      };
  for (const auto& [id, port] : std::map<std::string, int>{
           {"dashboard", 80},
           {"addons", 11103},
           {"addons-api", 11101},
           {"marketplace", 11102},
           {"resources", 11011},
           {"grafana", 3000}}) {
    add("client-" + id, "client>root", port, "open optional");
  }
  for (const auto& [id, port] : std::map<std::string, int>{
           {"grafana", 3001},
           {"metrics", 10009},
           {"addons", 11203},
           {"addons-api", 11201},
           {"resources", 11012}}) {
    add("client-cluster-" + id, "client>cluster", port, "open optional");
  }
  for (const int port : {10007, 10008, 6379, 10004, 10011, 3100}) {
    add("exposed-root-" + std::to_string(port), "client>root", port, "closed required");
    add("outsider-root-" + std::to_string(port), "outsider>root", port, "closed required");
  }
  for (const int port : {10000, 10099, 50052, 11011, 11101, 11102, 11103, 3000}) {
    add("outsider-root-" + std::to_string(port), "outsider>root", port, "closed required");
  }
  for (const int port : {10107, 10108, 6479, 10105, 3101}) {
    add("exposed-cluster-" + std::to_string(port), "client>cluster", port, "closed required");
    add("outsider-cluster-" + std::to_string(port), "outsider>cluster", port, "closed required");
  }
  for (const int port : {10003, 10100, 10110, 11012, 11201, 11203, 3001, 10009}) {
    add("outsider-cluster-" + std::to_string(port), "outsider>cluster", port, "closed required");
  }
  return rows;
}

TEST(Catalogue, HasTheFlowsOfTheContractAndNoOther) {
  std::map<std::string, std::string> rows;
  for (const auto& flow : catalogue().flows) {
    EXPECT_TRUE(rows.emplace(flow.id, row(flow)).second) << flow.id << " is there twice";
  }
  EXPECT_THAT(rows, testing::ContainerEq(contract()));
}

TEST(Catalogue, ExplainsEachFlow) {
  for (const auto& flow : catalogue().flows) {
    EXPECT_FALSE(flow.why.empty()) << flow.id;
    EXPECT_LE(flow.why.size(), 80U) << flow.id;
    EXPECT_FALSE(flow.evidence.empty()) << flow.id;
    EXPECT_FALSE(flow.component.empty()) << flow.id;
  }
}

TEST(Catalogue, HasOneComponentBehindEachPort) {
  for (const std::string& release : catalogue().releases) {
    std::map<std::pair<Role, std::uint16_t>, std::set<std::string>> owners;
    for (const auto& flow : catalogue().flows) {
      if (!exists_in(flow, release, catalogue().releases)) continue;
      const Flow& then = as_of(flow, release, catalogue().releases);
      owners[{flow.to.role.value(), flow.port.value_or(0)}].insert(then.component);
    }
    for (const auto& [port, components] : owners) {
      EXPECT_EQ(components.size(), 1U)
          << release << ' ' << name_of(port.first) << ' ' << port.second;
    }
  }
}

TEST(Catalogue, SaysWhatSpeaksOnThePortsThatAreAsked) {
  std::map<std::string, Service> services;
  for (const auto& flow : catalogue().flows) {
    services[flow.id] = flow.service;
    if (flow.expect == Expect::closed && flow.port) {
      EXPECT_EQ(flow.service, Service::tcp) << flow.id;
    }
  }
  EXPECT_EQ(services["worker-mqtt"], Service::mqtt);
  EXPECT_EQ(services["cluster-registration"], Service::grpc);
  EXPECT_EQ(services["worker-tunnel"], Service::tunnel);
  EXPECT_EQ(services["client-api"], Service::http);
}

// Whatever else these services offer may change something: GET /api/net/subnet uses up a subnet.
TEST(Catalogue, AsksNothingThatChangesState) {
  const std::set<std::string> harmless{
      "/",
      "/api/clusters/",
      "/docs/openapi.json",
      "/api/cluster/status",
      "/api/health",
      "/api/v1/status/buildinfo"};
  for (const auto& flow : catalogue().flows) {
    EXPECT_TRUE(harmless.contains(flow.ask)) << flow.id;
    for (const Flow& then : flow.earlier)
      EXPECT_TRUE(harmless.contains(then.ask)) << flow.id << " until " << then.until;
    EXPECT_TRUE(flow.ask_long.empty() || harmless.contains(flow.ask_long)) << flow.id;
  }
}

TEST(Catalogue, KnowsTheReleasesOldestFirst) {
  const auto& releases = catalogue().releases;
  EXPECT_THAT(
      releases,
      testing::ElementsAre(
          "v0.4.301",
          "v0.4.302",
          "v0.4.400",
          "v0.4.401",
          "v0.4.402",
          "v0.4.403",
          "v0.4.410",
          "alpha-v0.4.411",
          "v0.4.411"
      )
  ) << "v0.4.404 to v0.4.409 never were (version.txt)";
}

}  // namespace
}  // namespace oakprobe::inventory
