#include "inventory/expected_path.hpp"

#include "tests/inventory/inventories.hpp"
#include "tests/inventory/path_lines.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> flows_of(const Inventory& inventory, const PathSelection& selection) {
  std::vector<std::string> ids;
  for (const auto& count : count_paths(inventory, selection))
    ids.push_back(inventory.flow(count.flow).id);
  return ids;
}

constexpr std::string_view two_clusters = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: b, address: 192.0.2.3, roles: [cluster], cluster: b}
  - {name: wa, address: 192.0.2.4, roles: [worker], cluster: a, tags: [home]}
  - {name: wb, address: 192.0.2.5, roles: [worker], cluster: b, tunnel: {port: 50200}}
)";

TEST(ExpectedPath, OwnClusterKeepsToTheCluster) {
  EXPECT_THAT(
      paths(parse(two_clusters), "worker-mqtt"),
      ElementsAre("wa>a 192.0.2.2:10003 10003", "wb>b 192.0.2.3:10003 10003")
  );
}

TEST(ExpectedPath, AnyScopeCrossesClusters) {
  EXPECT_THAT(
      paths(parse(two_clusters), "worker-tunnel"),
      ElementsAre("wa>wb 192.0.2.5:50200 tuncfg", "wb>wa 192.0.2.4:50103 tuncfg")
  );
}

TEST(ExpectedPath, SelectorsOfOwnFlowsMustHoldWhole) {
  const auto inventory = parse(
      std::string(two_clusters) +
      "flows:\n"
      "  - {id: tagged, from: {tag: home}, to: {role: cluster, cluster: b}, port: 1}\n"
      "  - {id: named, from: {name: root}, to: {cluster: a}, port: 2}\n"
  );
  EXPECT_THAT(paths(inventory, "tagged"), ElementsAre("wa>b 192.0.2.3:1 1"));
  EXPECT_THAT(
      paths(inventory, "named"), ElementsAre("root>a 192.0.2.2:2 2", "root>wa 192.0.2.4:2 2")
  );
}

constexpr std::string_view one_machine = R"(version: 1
nodes:
  - {name: all, address: 192.0.2.1, roles: [root, cluster, worker], cluster: all}
  - {name: w, address: 192.0.2.2, roles: [worker], cluster: all}
flows:
  - {id: mesh, from: {cluster: all}, to: {cluster: all}, port: 7}
)";

TEST(ExpectedPath, ANodeDialsItselfBetweenTwoRolesOnly) {
  const auto inventory = parse(one_machine);
  EXPECT_THAT(paths(inventory, "cluster-api"), ElementsAre("all>all 192.0.2.1:10000 10000"));
  EXPECT_THAT(
      paths(inventory, "worker-mqtt"),
      ElementsAre("all>all 192.0.2.1:10003 10003", "w>all 192.0.2.1:10003 10003")
  );
  EXPECT_THAT(
      paths(inventory, "worker-tunnel"),
      ElementsAre("all>w 192.0.2.2:50103 tuncfg", "w>all 192.0.2.1:50103 tuncfg")
  );
  EXPECT_THAT(paths(inventory, "mesh"), ElementsAre("all>w 192.0.2.2:7 7", "w>all 192.0.2.1:7 7"));
}

TEST(ExpectedPath, NoNodeIsOutsideOfItself) {
  const auto inventory = parse(
      "version: 1\n"
      "nodes:\n"
      "  - {name: all, address: 192.0.2.1, roles: [root, cluster, worker, client, outsider], "
      "cluster: all}\n"
      "  - {name: office, address: 192.0.2.9, roles: [client]}\n"
      "flows:\n"
      "  - {id: own, from: worker, to: root, port: 7, expect: closed}\n"
  );
  std::uint64_t visited = 0;
  std::uint64_t counted = 0;
  for_each_path(inventory, {}, [&](const ExpectedPath& path) {
    ++visited;
    const bool closed = inventory.flow(path.id.flow).expect == Expect::closed;
    EXPECT_FALSE(closed && path.id.source == path.id.target) << inventory.flow(path.id.flow).id;
  });
  for (const auto& count : count_paths(inventory, {})) counted += count.paths;
  EXPECT_EQ(visited, counted);
  EXPECT_THAT(paths(inventory, "exposed-root-6379"), ElementsAre("office>all 192.0.2.1:6379 6379"));
  // What its own client must reach is still tried.
  EXPECT_THAT(paths(inventory, "client-api"), testing::SizeIs(2));
}

TEST(ExpectedPath, AReleaseHasItsFlows) {
  const auto old = parse(std::string(two_clusters) + "oakestra: v0.4.301\n");
  EXPECT_FALSE(old.find_flow("cluster-registration"));
  const auto current = parse(std::string(two_clusters) + "oakestra: v0.4.302\n");
  EXPECT_THAT(
      paths(current, "cluster-registration"),
      ElementsAre("a>root 192.0.2.1:50052 50052", "b>root 192.0.2.1:50052 50052")
  );
}

TEST(ExpectedPath, BothNodesMustHaveTheFlow) {
  const auto inventory = parse(
      std::string(two_clusters) +
      "  - {name: c, address: 192.0.2.9, roles: [cluster], cluster: c, oakestra: v0.4.301}\n"
      "flows:\n"
      "  - {id: past, from: cluster, to: root, port: 1, until: v0.4.400}\n"
  );
  EXPECT_THAT(
      paths(inventory, "cluster-registration"),
      ElementsAre("a>root 192.0.2.1:50052 50052", "b>root 192.0.2.1:50052 50052")
  );
  EXPECT_THAT(paths(inventory, "past"), IsEmpty());  // the root is newer
}

constexpr std::string_view with_outside = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: c, address: 192.0.2.2, roles: [client]}
flows:
  - {id: extra, from: client, to: root, port: 1, need: optional}
)";

TEST(ExpectedPath, SelectsRequiredAndClosedFlows) {
  const auto inventory = parse(with_outside);
  EXPECT_THAT(
      flows_of(inventory, {}),
      ElementsAre(
          "client-api",
          "exposed-root-10007",
          "exposed-root-10008",
          "exposed-root-6379",
          "exposed-root-10004",
          "exposed-root-10011",
          "exposed-root-3100"
      )
  );
}

TEST(ExpectedPath, SelectsOptionalFlowsWhenAsked) {
  const auto inventory = parse(with_outside);
  PathSelection all;
  all.all_flows = true;
  EXPECT_EQ(flows_of(inventory, all).size(), 14U);
  PathSelection named;
  named.flows = {inventory.find_flow("extra").value()};
  EXPECT_THAT(flows_of(inventory, named), ElementsAre("extra"));
}

TEST(ExpectedPath, SelectsWhatIsDocumented) {
  PathSelection documented;
  documented.documented_only = true;
  EXPECT_THAT(flows_of(parse(with_outside), documented), ElementsAre("client-api"));
}

TEST(ExpectedPath, SelectsSourcesAndTargets) {
  const auto inventory = parse(two_clusters);
  PathSelection selection;
  selection.sources = {inventory.find_node("wa").value()};
  EXPECT_THAT(
      flows_of(inventory, selection),
      ElementsAre("worker-handshake", "worker-mqtt", "worker-tunnel")
  );
  selection.targets = {inventory.find_node("root").value()};
  EXPECT_THAT(flows_of(inventory, selection), IsEmpty());
}

TEST(ExpectedPath, ComesInOrderOfFlowSourceTarget) {
  PathSelection all;
  all.all_flows = true;
  std::vector<PathId> ids;
  for_each_path(parse(one_machine), all, [&](const ExpectedPath& path) { ids.push_back(path.id); });
  EXPECT_TRUE(std::ranges::is_sorted(ids));
}

TEST(ExpectedPath, MayBeSelectedOneByOne) {
  const auto inventory = parse(two_clusters);
  PathSelection all;
  std::vector<PathId> ids;
  for_each_path(inventory, all, [&](const ExpectedPath& path) { ids.push_back(path.id); });
  PathSelection some;
  some.only = {ids[1], ids[4], ids.back()};
  std::vector<PathId> visited;
  for_each_path(inventory, some, [&](const ExpectedPath& path) { visited.push_back(path.id); });
  EXPECT_EQ(visited, *some.only);
  std::uint64_t counted = 0;
  for (const FlowCount& count : count_paths(inventory, some)) counted += count.paths;
  EXPECT_EQ(counted, 3U);
  const FlowEnds ends = ends_of(inventory, some, ids[1].flow);
  EXPECT_THAT(ends.sources, testing::Contains(ids[1].source));
  EXPECT_TRUE(std::ranges::is_sorted(ends.targets));

  some.sources = {ids[4].source};
  for_each_path(inventory, some, [&](const ExpectedPath& path) {
    EXPECT_EQ(path.id.source, ids[4].source);
  });
  some.sources.clear();
  some.only = {PathId{ids[0].flow, ids[0].target, ids[0].source}};  // nobody expects it
  EXPECT_THAT(count_paths(inventory, some), IsEmpty());
  some.only = std::vector<PathId>();
  EXPECT_THAT(count_paths(inventory, some), IsEmpty());
}

TEST(CountPaths, AgreesWithTheVisit) {
  for (const auto text : {two_clusters, one_machine, with_outside}) {
    const auto inventory = parse(text);
    for (const bool all_flows : {false, true}) {
      PathSelection selection;
      selection.all_flows = all_flows;
      std::vector<FlowCount> visited;
      for_each_path(inventory, selection, [&](const ExpectedPath& path) {
        if (visited.empty() || visited.back().flow != path.id.flow)
          visited.push_back({path.id.flow, 0});
        ++visited.back().paths;
      });
      EXPECT_EQ(count_paths(inventory, selection), visited);
    }
  }
}

TEST(CountPaths, CountsAHundredMillionWithoutVisiting) {
  const auto inventory = parse(
      with_head("  - {name: 'w[1-9998]', address: 'h[1-9998]', roles: [worker], cluster: edge}\n")
  );
  PathSelection selection;
  selection.flows = {inventory.find_flow("worker-tunnel").value()};
  EXPECT_THAT(
      count_paths(inventory, selection),
      ElementsAre(FlowCount{selection.flows.front(), 9998U * 9997U})
  );
}

}  // namespace
}  // namespace oakprobe::inventory
