#include "coordinator/check/probe_plan.hpp"

#include "coordinator/check/arm_plan.hpp"
#include "coordinator/check/finish_check.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace oakprobe::check {
namespace {

constexpr std::size_t node_count = 6;
constexpr std::uint32_t root = 0;
constexpr std::uint32_t edge = 1;
constexpr std::uint32_t w1 = 2;
constexpr std::uint32_t w2 = 3;
constexpr std::uint32_t office = 4;
constexpr std::uint32_t internet = 5;

class ProbeOrders : public ::testing::Test {
 protected:
  // All ports of all nodes in this mode.
  void arm(evidence::ListenMode mode) {
    const auto check = check_of(inventory, facts);
    const std::vector<std::optional<IpAddress>> sources(node_count);
    const ArmPlan arming(check, {}, sources, {}, wire::ListenPolicy::automatic);
    for (std::uint32_t node = 0; node < node_count; ++node) {
      armed[node].clear();
      for (const wire::ArmPort& port : arming.order(NodeId{node}).ports) {
        evidence::ArmedPort& answer = armed[node].emplace_back();
        answer.port = port.port;
        answer.mode = port.stand_in ? mode : evidence::ListenMode::none;
      }
    }
  }
  std::vector<DialledPath> paths() { return dialled_paths(inventory, facts); }
  std::vector<wire::Probe> plan() {
    auto check = check_of(inventory, facts);
    for (std::size_t node = 0; node < node_count; ++node)
      check.nodes[node].observation.armed = armed[node];
    note_ends(check);
    const ProbePlan probing(check, 0, dials, run, limits);
    std::vector<wire::Probe> orders;
    for (std::uint32_t node = 0; node < node_count; ++node) {
      orders.push_back(probing.order(NodeId{node}));
      EXPECT_EQ(orders.back().paths.size(), probing.path_count(NodeId{node}));
    }
    return orders;
  }
  const wire::PlannedPath* find(
      const std::vector<wire::Probe>& orders,
      std::uint32_t source,
      std::uint32_t target,
      const char* flow
  ) {
    for (const wire::PlannedPath& path : orders[source].paths) {
      if (path.path.target == NodeId{target} && inventory.flow(path.path.flow).id == flow)
        return &path;
    }
    return nullptr;
  }

  inventory::Inventory inventory = small_deployment();
  FactsByNode facts = FactsByNode(node_count);
  std::vector<std::vector<evidence::ArmedPort>> armed{node_count};
  std::vector<bool> dials = {true, true, true, true, true, false};
  ProbeLimits limits;
  RunIdentity run{1, {std::byte{42}}, {std::byte{7}, std::byte{9}}};
};

TEST_F(ProbeOrders, HoldEveryPathOfASourceThatCanDial) {
  arm(evidence::ListenMode::stand_in);
  const auto orders = plan();
  std::set<PathId> planned;
  for (std::uint32_t source = 0; source < node_count; ++source) {
    for (const wire::PlannedPath& path : orders[source].paths) {
      EXPECT_EQ(path.path.source, NodeId{source});
      planned.insert(path.path);
    }
  }
  std::set<PathId> expected;
  for (const DialledPath& path : paths())
    if (path.expected.id.source != NodeId{internet}) expected.insert(path.expected.id);
  EXPECT_EQ(planned, expected);
  EXPECT_FALSE(expected.empty());
}

TEST_F(ProbeOrders, ExchangeWithAStandInAndAskWhatElseMayBeThere) {
  struct Row {
    const char* name;
    evidence::ListenMode mode;
    evidence::DialMode tcp;
  };
  const Row rows[] = {
      {"stand-in", evidence::ListenMode::stand_in, evidence::DialMode::exchange},
      {"live", evidence::ListenMode::live, evidence::DialMode::question},
      {"none", evidence::ListenMode::none, evidence::DialMode::question},
      {"not running", evidence::ListenMode::not_running, evidence::DialMode::question},
      {"used as source", evidence::ListenMode::used_as_source, evidence::DialMode::question},
      {"failed", evidence::ListenMode::failed, evidence::DialMode::question},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    arm(row.mode);
    const auto orders = plan();
    EXPECT_EQ(find(orders, w1, edge, "worker-mqtt")->mode, row.tcp);
    EXPECT_EQ(find(orders, w1, w2, "worker-tunnel")->mode, evidence::DialMode::exchange);
  }
  armed.assign(node_count, {});  // nobody looked
  EXPECT_EQ(find(plan(), w1, edge, "worker-mqtt")->mode, evidence::DialMode::question);
}

TEST_F(ProbeOrders, AskEachServiceItsQuestion) {
  arm(evidence::ListenMode::live);
  const auto orders = plan();
  const auto question = [&](std::uint32_t source, std::uint32_t target, const char* flow) {
    return orders[source].questions.at(find(orders, source, target, flow)->question);
  };
  EXPECT_EQ(
      question(office, root, "client-api"),
      (evidence::Question{
          Service::http,
          std::string(evidence::clusters_request),
          false,
          {AnswerShape::list, {"cluster_name", "ip"}},
          "/docs/openapi.json"})
  );
  EXPECT_EQ(
      question(edge, root, "cluster-network"),
      (evidence::Question{
          Service::http,
          "/docs/openapi.json",
          false,
          {AnswerShape::title, {"Oakestra Root Service Manager"}},
          "/docs/openapi.json"})
  );
  EXPECT_EQ(
      question(w1, edge, "worker-handshake"),
      (evidence::Question{
          Service::http,
          "/api/cluster/status",
          false,
          {AnswerShape::object, {"cluster_name", "cluster_id"}},
          "/docs/openapi.json"})
  );
  EXPECT_EQ(
      question(root, edge, "root-network"),
      (evidence::Question{Service::http, "/", false, {AnswerShape::missing, {}}})
  );
  EXPECT_EQ(question(edge, root, "cluster-registration").service, Service::grpc);
  EXPECT_EQ(question(w1, edge, "worker-mqtt").service, Service::mqtt);
}

TEST_F(ProbeOrders, AskNothingWhereNothingMayBeAsked) {
  const auto mode = [&] { return find(plan(), w1, edge, "worker-mqtt")->mode; };
  arm(evidence::ListenMode::live);
  EXPECT_EQ(mode(), evidence::DialMode::question);
  limits.ask = false;
  EXPECT_EQ(mode(), evidence::DialMode::bare) << "--observe";
  limits.ask = true;
  for (evidence::ArmedPort& port : armed[edge]) port.process = evidence::agent_process;
  EXPECT_EQ(mode(), evidence::DialMode::bare) << "another run's stand-in";
  arm(evidence::ListenMode::live);
  for (inventory::Flow& flow : inventory.flows) {
    if (flow.id == "worker-mqtt") flow.service = inventory::Service::tcp;
  }
  EXPECT_EQ(mode(), evidence::DialMode::bare) << "a service of which nothing is known";
}

TEST_F(ProbeOrders, NoByteIsSentOnAPathThatMustBeClosed) {
  arm(evidence::ListenMode::stand_in);
  const auto orders = plan();
  EXPECT_EQ(find(orders, office, root, "exposed-root-10007")->mode, evidence::DialMode::bare);
  dials[internet] = true;
  const wire::Probe outside = plan()[internet];
  ASSERT_FALSE(outside.paths.empty());
  for (const wire::PlannedPath& path : outside.paths) {
    if (path.protocol == Protocol::udp) continue;
    EXPECT_EQ(path.mode, evidence::DialMode::bare);
  }
}

TEST_F(ProbeOrders, SparesPortsThatOthersServeOrMayServe) {
  const auto starts = [this] {
    std::multiset<std::uint32_t> offsets;
    const auto orders = plan();
    for (const std::uint32_t source : {w1, w2})
      offsets.insert(find(orders, source, edge, "worker-mqtt")->start_ms);
    return offsets;
  };
  arm(evidence::ListenMode::stand_in);
  EXPECT_EQ(starts(), (std::multiset<std::uint32_t>{0, 0}));
  arm(evidence::ListenMode::live);
  EXPECT_EQ(starts(), (std::multiset<std::uint32_t>{0, 300}));
  armed.assign(node_count, {});  // nobody looked
  EXPECT_EQ(starts(), (std::multiset<std::uint32_t>{0, 300}));
}

TEST_F(ProbeOrders, AnUnknownAddressIsNotDialled) {
  inventory = read_inventory(
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
      "  - {name: w1, address: 192.0.2.3, roles: [worker], cluster: edge}\n"
      "  - {name: w2, address: auto, roles: [worker], cluster: edge}\n"
      "  - {name: office, address: 192.0.2.5, roles: [client]}\n"
      "  - {name: internet, address: 192.0.2.6, roles: [outsider], agent: none}\n"
  );
  EXPECT_EQ(find(plan(), w1, w2, "worker-tunnel"), nullptr);
  facts[w2].outbound_address = parse_ip_address("192.0.2.44");
  const auto orders = plan();
  ASSERT_NE(find(orders, w1, w2, "worker-tunnel"), nullptr);
  const wire::PlannedPath* path = find(orders, w1, w2, "worker-tunnel");
  EXPECT_FALSE(path->named);
  EXPECT_EQ(orders[w1].addresses.at(path->address), *parse_ip_address("192.0.2.44"));
}

TEST_F(ProbeOrders, DescribeTheRotation) {
  arm(evidence::ListenMode::stand_in);
  for (const wire::Probe& order : plan()) {
    EXPECT_EQ(order.nodes, node_count);
    EXPECT_EQ(order.seed, run.seed);
    // Each pair and direction has a key of its own.
    const auto targets = wire::targets_of(order.paths);
    ASSERT_EQ(order.keys.size(), targets.size());
    for (std::size_t at = 0; at < targets.size() && !order.paths.empty(); ++at) {
      const NodeId source = order.paths.front().path.source;
      const auto of_target = wire::derive_key(run.secret, targets[at]);
      EXPECT_EQ(order.keys[at], wire::derive_key(of_target, source));
    }
    EXPECT_TRUE(std::ranges::is_sorted(order.paths, {}, &wire::PlannedPath::path));
  }
}

TEST_F(ProbeOrders, CarryTheLimits) {
  limits.attempts = 5;
  limits.timeout_ms = 700;
  limits.rate = 100;
  const wire::Probe order = plan()[w1];
  EXPECT_EQ(order.attempts, 5U);
  EXPECT_EQ(order.timeout_ms, 700U);
  EXPECT_EQ(order.flow_interval_us, 50'000U);  // five agents dial
}

}  // namespace
}  // namespace oakprobe::check
