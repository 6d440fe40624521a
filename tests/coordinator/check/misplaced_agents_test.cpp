#include "coordinator/check/misplaced_agents.hpp"

#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::check {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* inventory_text = R"(
version: 1
nodes:
  - {name: root, address: 192.0.2.10, roles: [root]}
  - {name: edge, address: 192.0.2.20, roles: [cluster], cluster: edge}
  - {name: w1, address: 192.0.2.31, roles: [worker], cluster: edge}
  - {name: w2, address: 192.0.2.32, roles: [worker], cluster: edge}
)";

// Each on a machine of its own.
class MisplacedAgents : public testing::Test {
 protected:
  MisplacedAgents() : check_(check_of(read_inventory(inventory_text))) {
    for (std::size_t node = 0; node < check_.nodes.size(); ++node) {
      evidence::Facts& facts = check_.nodes[node].observation.facts;
      facts.boot_id = "boot " + std::to_string(node);
      facts.network_namespace = 4'026'531'840;
      facts.addresses = {*check_.inventory.nodes[node].address.ip()};
    }
  }

  void move(std::size_t node, std::size_t to) {
    check_.nodes[node].observation.facts = check_.nodes[to].observation.facts;
  }

  diagnosis::FinishedCheck check_;
};

TEST_F(MisplacedAgents, AreNotThoseOnMachinesOfTheirOwn) {
  EXPECT_THAT(misplaced_agents(check_, false), IsEmpty());
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty());
}

TEST_F(MisplacedAgents, AreKnownAtOnceWhereTheyWouldTakeTheSamePorts) {
  move(2, 3);
  const auto found = misplaced_agents(check_, false);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].node, NodeId{2});
  EXPECT_THAT(found[0].words, HasSubstr("runs on w2's machine"));
  EXPECT_THAT(found[0].words, HasSubstr("does not have 192.0.2.31"));
}

// A router may have the cluster's address, and lead to a machine that is a worker, too.
TEST_F(MisplacedAgents, AreKnownElsewhereWhenTheirAddressRefused) {
  move(1, 3);
  EXPECT_THAT(misplaced_agents(check_, false), IsEmpty());
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty()) << "a firewall may keep all away";
  const auto change = [&](const auto& change_one) {
    for (std::size_t at = 0; at < check_.paths.size(); ++at)
      if (check_.paths.id_at(at).target == NodeId{1}) change_one(*check_.paths.edit(at));
  };
  change([](diagnosis::FinishedPath& path) {
    evidence::DialFailure refused;
    refused.stage = evidence::DialStage::connect;
    refused.error = ECONNREFUSED;
    path.dial.emplace().failures = {refused};
  });
  EXPECT_THAT(misplaced_agents(check_, true), SizeIs(1));
  change([](diagnosis::FinishedPath& path) {
    path.receipt.emplace().delivered = evidence::AttemptSet(1);
  });
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty());
}

TEST_F(MisplacedAgents, AreNotThoseWhoseMachineHasBothAddresses) {
  check_.nodes[3].observation.facts.addresses.push_back(*parse_ip_address("192.0.2.31"));
  move(2, 3);
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty());
}

// Nobody is given up on another's word: w2 is behind a router, and w1 claims to be on its machine.
TEST_F(MisplacedAgents, AreNotThoseOfWhomAnotherSaysSo) {
  evidence::Facts& victim = check_.nodes[3].observation.facts;
  victim.addresses = {*parse_ip_address("10.9.0.4")};
  evidence::Facts& liar = check_.nodes[2].observation.facts;
  liar.boot_id = victim.boot_id;
  liar.network_namespace = victim.network_namespace;
  EXPECT_THAT(misplaced_agents(check_, false), IsEmpty());
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty());
}

// Containers of one machine, or of a cloned one.
TEST_F(MisplacedAgents, AreNotThoseInOtherNetworksOrOnOtherMachines) {
  move(2, 3);
  check_.nodes[2].observation.facts.network_namespace += 1;
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty());
  check_.nodes[2].observation.facts.network_namespace = 0;
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty()) << "not known";
  move(2, 3);
  check_.nodes[2].observation.facts.boot_id = "another";
  EXPECT_THAT(misplaced_agents(check_, true), IsEmpty());
}

}  // namespace
}  // namespace oakprobe::check
