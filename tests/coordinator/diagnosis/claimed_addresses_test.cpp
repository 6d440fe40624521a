#include "check_case.hpp"
#include "finding_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::FindingCase;
using test::none;
using test::verdict_of;
using testing::ElementsAreArray;
using testing::HasSubstr;
using Lines = std::vector<std::string>;

TEST(ClaimedAddresses, TellWorkersThatAdvertiseOneAddress) {
  const auto give = [](FindingCase& one, std::initializer_list<const char*> workers) {
    for (const char* name : workers) {
      one.facts(name).netcfg.public_address = "192.0.2.32";
      one.check.inventory.nodes[index_of(*one.check.inventory.find_node(name))].address = "auto";
    }
    test::change_all(one.check.paths, [](FinishedPath& path) {
      path.dial.emplace().dialled = parse_ip_address("192.0.2.32");
    });
  };
  const Lines doubled{"advertised-address-doubled error"};
  FindingCase two;
  give(two, {"w1", "w2"});
  two.path("worker-tunnel", "w3", "w2")->receipt.emplace().delivered = evidence::AttemptSet(0b111);
  find_findings(two.check);
  EXPECT_THAT(two.told("w1"), ElementsAreArray(doubled));
  EXPECT_THAT(two.told("w2"), ElementsAreArray(doubled));
  EXPECT_THAT(two.told("w3"), ElementsAreArray(none));
  // w2 alone has the address, and was reached there.
  EXPECT_THAT(
      two.spoiled(),
      testing::UnorderedElementsAre(
          "worker-tunnel w1 > w2", "worker-tunnel w2 > w1", "worker-tunnel w3 > w1"
      )
  );
  EXPECT_EQ(two.node("w1").findings[0].facts, two.node("w2").findings[0].facts);
  EXPECT_EQ(two.node("w1").findings[0].facts.count, 2U);

  FindingCase ports;
  give(ports, {"w1", "w2"});
  ports.facts("w1").netcfg.public_port = "50104";
  ports.facts("w1").tuncfg.port = 50104;
  find_findings(ports.check);
  EXPECT_THAT(ports.told("w2"), ElementsAreArray(none));

  FindingCase machine;  // two names of one
  give(machine, {"w1", "w2"});
  machine.facts("w1").boot_id = machine.facts("w2").boot_id;
  machine.facts("w1").addresses = machine.facts("w2").addresses;
  find_findings(machine.check);
  EXPECT_THAT(machine.told("w2"), ElementsAreArray(none));
}

// What one says of itself does not make the other's paths fail, to whom the inventory gives it.
TEST(ClaimedAddresses, LetNobodyClaimAnothersAddress) {
  FindingCase one;
  one.facts("w1").netcfg.public_address = "192.0.2.32";
  one.facts("w1").addresses.push_back(*parse_ip_address("192.0.2.32"));
  test::change_all(one.check.paths, [](FinishedPath& path) {
    path.dial.emplace().dialled = path.address->ip();
  });
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("advertised-address-doubled warning"));
  for (const std::string& path : one.spoiled()) EXPECT_THAT(path, HasSubstr("w1"));
}

TEST(ClaimedAddresses, TellAnAddressThatPeersNoLongerSee) {
  struct Case {
    const char* name;
    const char* inventory;
    const char* advertised;
    const char* observed;
    Status reached;
    Lines told;
  };
  const Case cases[] = {
      {"the same", "198.51.100.7", "198.51.100.7", "198.51.100.7", Status::open, none},
      {"changed",
       "198.51.100.7",
       "198.51.100.7",
       "198.51.100.9",
       Status::blocked,
       {"advertised-address-stale warning"}},
      {"another way out, still reached",
       "198.51.100.7",
       "198.51.100.7",
       "198.51.100.9",
       Status::open,
       none},
      {"seen on its own side", "198.51.100.7", "198.51.100.7", "192.0.2.32", Status::blocked, none},
      {"the inventory knows better",
       "198.51.100.9",
       "198.51.100.7",
       "198.51.100.9",
       Status::open,
       {"advertised-address-mismatch error", "advertised-address-stale error"}},
      {"masqueraded", "192.0.2.32", "192.0.2.32", "198.51.100.9", Status::open, none},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one(std::string("address: 192.0.2.32, tunnel: {address: ") + row.inventory + "}");
    one.facts("w2").netcfg.public_address = row.advertised;
    if (row.reached == Status::blocked)
      one.judge_all("worker-tunnel", "w2", verdict_of(Status::blocked, Cause::dropped));
    for (const char* peer : {"w1", "w3"}) {
      one.path("worker-tunnel", "w2", peer)->receipt.emplace().observed_source =
          *parse_ip_address(row.observed);
    }
    find_findings(one.check);
    EXPECT_THAT(one.told("w2"), ElementsAreArray(row.told));
  }
}

}  // namespace
}  // namespace oakprobe::diagnosis
