#include "coordinator/check/late_errors.hpp"

#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace oakprobe::check {
namespace {

constexpr const char* inventory_text = R"(
version: 1
nodes:
  - {name: root, address: 192.0.2.10, roles: [root]}
  - {name: edge, address: 192.0.2.20, roles: [cluster], cluster: edge}
  - {name: w1, address: 192.0.2.31, roles: [worker], cluster: edge}
  - {name: w2, address: 192.0.2.32, roles: [worker], cluster: edge}
  - {name: w3, address: 198.51.100.33, roles: [worker], cluster: edge}
)";

// Tunnels that are open but that from w1 to w3, which left w1 and was silent ever after.
class LateErrors : public testing::Test {
 protected:
  LateErrors() {
    const inventory::Inventory inventory = read_inventory(inventory_text);
    inventory::PathSelection tunnels;
    tunnels.flows = {inventory.find_flow("worker-tunnel").value()};
    check_ = check_of(inventory, {}, tunnels);
    for (std::size_t node = 2; node < check_.nodes.size(); ++node) {
      evidence::Facts& facts = check_.nodes[node].observation.facts;
      facts.addresses = {*inventory.nodes[node].address.ip()};
      facts.tables.on_link = {*parse_ip_prefix(node == 4 ? "198.51.100.0/24" : "192.0.2.0/24")};
    }
    for (std::size_t at = 0; at < check_.paths.size(); ++at) {
      auto path = check_.paths.edit(at);
      path->dial.emplace().sent = evidence::AttemptSet(0b111);
      path->waypoints[static_cast<std::size_t>(evidence::Waypoint::left_source)] = 3;
      const bool silent = path->id.source == NodeId{2} && path->id.target == NodeId{4};
      path->verdict.edit().status = silent ? diagnosis::Status::blocked : diagnosis::Status::open;
      if (silent) {
        silent_ = at;
        path->waypoints[static_cast<std::size_t>(evidence::Waypoint::reached_target)] = 0;
        continue;
      }
      path->dial.edit().answered = evidence::AttemptSet(0b111);
      path->waypoints[static_cast<std::size_t>(evidence::Waypoint::delivered)] = 3;
    }
  }

  [[nodiscard]] PathId of(std::uint32_t source) const {
    return {check_.paths[silent_].id.flow, NodeId{source}, NodeId{4}};
  }

  void change(PathId id, const std::function<void(diagnosis::FinishedPath&)>& change) {
    for (std::size_t at = 0; at < check_.paths.size(); ++at)
      if (check_.paths.id_at(at) == id) {
        auto path = check_.paths.edit(at);
        change(*path);
      }
  }

  diagnosis::FinishedCheck check_;
  std::size_t silent_ = 0;
};

TEST_F(LateErrors, AreNotWaitedForWhereEverybodyOnTheWayIsThere) {
  EXPECT_FALSE(may_hear_more(check_)) << "w2's probes took the same way, and arrived";
}

TEST_F(LateErrors, MayComeWhereNoOtherProbeTookTheWay) {
  check_.nodes[3].observation.facts.addresses = {*parse_ip_address("203.0.113.7")};
  EXPECT_TRUE(may_hear_more(check_)) << "w2 is on another link";
}

TEST_F(LateErrors, MayComeWhereTheOthersDidNotArriveEither) {
  change(of(3), [](diagnosis::FinishedPath& path) {
    path.dial.edit().answered = {};
    path.waypoints[static_cast<std::size_t>(evidence::Waypoint::delivered)].reset();
    path.verdict.edit().status = diagnosis::Status::blocked;
  });
  EXPECT_TRUE(may_hear_more(check_));
}

// The source may still ask for the neighbour in vain.
TEST_F(LateErrors, MayComeWhereNothingWasSeenToLeave) {
  change(of(2), [](diagnosis::FinishedPath& path) {
    path.waypoints[static_cast<std::size_t>(evidence::Waypoint::left_source)].reset();
  });
  EXPECT_TRUE(may_hear_more(check_));
}

TEST_F(LateErrors, AreNotWaitedForWhereTheProbesArrivedOrSomebodySpoke) {
  check_.nodes[3].observation.facts.addresses = {};
  ASSERT_TRUE(may_hear_more(check_));
  auto checks = {
      +[](diagnosis::FinishedPath& path) {
        path.waypoints[static_cast<std::size_t>(evidence::Waypoint::reached_target)] = 2;
      },
      +[](diagnosis::FinishedPath& path) { path.dial.edit().failures.emplace_back(); },
      +[](diagnosis::FinishedPath& path) {
        path.verdict.edit().status = diagnosis::Status::closed;
      }};
  const diagnosis::FinishedPath before = check_.paths[silent_];
  for (const auto& one : checks) {
    change(of(2), one);
    EXPECT_FALSE(may_hear_more(check_));
    change(of(2), [&](diagnosis::FinishedPath& path) { path = before; });
  }
}

// Over a slow way, or while the target asks for the way back.
TEST_F(LateErrors, AnAnswerMayComeToWhatWasDelivered) {
  change(of(2), [](diagnosis::FinishedPath& path) {
    path.waypoints[static_cast<std::size_t>(evidence::Waypoint::reached_target)] = 3;
    path.waypoints[static_cast<std::size_t>(evidence::Waypoint::delivered)] = 3;
    path.verdict.edit().status = diagnosis::Status::open;
  });
  EXPECT_TRUE(may_hear_more(check_));
}

}  // namespace
}  // namespace oakprobe::check
