#include "inventory/diagnostics.hpp"
#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

#include <map>

namespace oakprobe::inventory {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> doubts(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto& doubt : parse(text).doubts) lines.push_back(to_string(doubt, "x"));
  return lines;
}

std::vector<std::string> doubts_of_worker(const std::string& address) {
  return doubts(with_head(
      "  - {name: w1, address: \"" + address +
      "\", roles: [worker], cluster: edge}\n"
      "  - {name: w2, address: 192.0.2.32, roles: [worker], cluster: edge}\n"
  ));
}

TEST(Addresses, ThatMeanSomethingElseOnEachMachineAreDoubted) {
  for (const char* address : {"127.0.0.1", "127.0.1.1", "::1", "localhost", "LOCALHOST."})
    EXPECT_THAT(doubts_of_worker(address), ElementsAre(HasSubstr("every machine's own")))
        << address;
  for (const char* address : {"169.254.3.4", "fe80::31"})
    EXPECT_THAT(doubts_of_worker(address), ElementsAre(HasSubstr("link-local"))) << address;
  EXPECT_THAT(doubts_of_worker("192.0.0.4"), ElementsAre(HasSubstr("464XLAT")));
  EXPECT_THAT(doubts_of_worker("pi4.local"), ElementsAre(HasSubstr("multicast DNS")));
  for (const char* address : {"192.0.0.8", "192.0.2.31", "local.example", "auto"})
    EXPECT_THAT(doubts_of_worker(address), IsEmpty()) << address;
}

TEST(Addresses, OfTunnelsAreIpv4) {
  const auto worker = [](const std::string& more) {
    return doubts(with_head("  - {name: w1, roles: [worker], cluster: edge, " + more + "}\n"));
  };
  EXPECT_THAT(
      worker("address: '2001:db8::31'"),
      ElementsAre(StartsWith("x:5:57: warning: '2001:db8::31' of 'w1' is an IPv6 address"))
  );
  EXPECT_THAT(
      worker("address: 192.0.2.31, tunnel: {address: '2001:db8::31'}"),
      ElementsAre(HasSubstr("tunnel: {address: 192.0.2.31}"))
  );
  EXPECT_THAT(worker("address: '2001:db8::31', tunnel: {address: 192.0.2.31}"), IsEmpty());
  EXPECT_THAT(worker("address: '::ffff:192.0.2.31'"), IsEmpty());
  EXPECT_THAT(
      doubts(with_head("  - {name: me, address: '2001:db8::1', roles: [client]}\n")), IsEmpty()
  );
}

TEST(Deployment, HasOneRootAndEachClusterOneOrchestrator) {
  EXPECT_THAT(
      doubts(with_head("  - {name: root2, address: 192.0.2.11, roles: [root]}\n")),
      ElementsAre(StartsWith("x:5:12: warning: 'root2' is a second root, beside 'root'"))
  );
  EXPECT_THAT(
      doubts(with_head("  - {name: edge2, address: 192.0.2.21, roles: [cluster], cluster: edge}\n")
      ),
      ElementsAre(StartsWith(
          "x:5:67: warning: 'edge2' is a second orchestrator of the cluster 'edge', beside 'edge'"
      ))
  );
  EXPECT_THAT(
      doubts(with_head("  - {name: b, address: 192.0.2.21, roles: [cluster], cluster: b}\n")),
      IsEmpty()
  );
}

TEST(Addresses, OfTwoWorkersDiffer) {
  const auto two = with_head(
      "  - {name: w1, address: 192.0.2.31, roles: [worker], cluster: edge}\n"
      "  - {name: w2, address: 192.0.2.31, roles: [worker], cluster: edge}\n"
  );
  EXPECT_THAT(
      problems(two), ElementsAre(AllOf(StartsWith("6:"), HasSubstr("give one of them another")))
  );
}

TEST(Addresses, AreNotDoubtedWhereNobodyElseDialsThem) {
  const char* one_machine =
      "version: 1\nnodes:\n"
      "  - {name: root, address: 127.0.0.1, roles: [root]}\n"
      "  - {name: edge, address: 127.0.0.2, roles: [cluster], cluster: edge}\n"
      "  - {name: w1, address: 127.0.0.3, roles: [worker], cluster: edge}\n";
  EXPECT_THAT(doubts(one_machine), IsEmpty());
  const auto client = with_head("  - {name: me, address: localhost, roles: [client]}\n");
  EXPECT_THAT(doubts(client), IsEmpty());
  const char* led_by_name =
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.10, roles: [root],\n"
      "     dial: [{from: {name: edge}, address: 127.0.0.1}]}\n"
      "  - {name: edge, address: 192.0.2.20, roles: [cluster], cluster: edge}\n";
  EXPECT_THAT(doubts(led_by_name), IsEmpty());
}

TEST(Addresses, AreDoubtedOnceWhereARangeGivesThem) {
  const auto ranged = with_head(
      "  - {name: 'w[1-100]', address: '169.254.0.[1-100]', roles: [worker], cluster: edge}\n"
  );
  EXPECT_THAT(doubts(ranged), ElementsAre(HasSubstr("'169.254.0.1' of 'w1'")));
}

TEST(Releases, OfAlphasAndOfTheFutureAreTaken) {
  const auto of = [](const std::string& release) {
    return "version: 1\noakestra: " + release + "\n" +
           std::string(head.substr(head.find("nodes:")));
  };
  const std::map<std::string, std::string> releases{
      {"v0.4.411", "v0.4.411"},
      {"0.4.411", "v0.4.411"},
      {"alpha-v0.4.411", "alpha-v0.4.411"},
      {"alpha-0.4.411", "alpha-v0.4.411"},
      {"alpha-v0.4.403", "v0.4.403"}};
  for (const auto& [release, read] : releases) {
    const Inventory inventory = parse(of(release));
    EXPECT_EQ(inventory.release, read);
    EXPECT_EQ(inventory.nodes[0].release_origin, ReleaseOrigin::named);
    EXPECT_THAT(inventory.doubts, IsEmpty());
  }
  const Inventory future = parse(of("v0.9.1"));
  EXPECT_EQ(future.nodes[0].release_origin, ReleaseOrigin::newer);
  EXPECT_FALSE(future.release_assumed);
  EXPECT_THAT(doubts(of("v0.9.1")), ElementsAre(HasSubstr("newer than all")));
  EXPECT_EQ(parse(head).nodes[0].release_origin, ReleaseOrigin::assumed);
  EXPECT_THAT(problems(of("v0.4.1")), ElementsAre(HasSubstr("release")));
  EXPECT_THAT(problems(of("latest")), ElementsAre(HasSubstr("release")));
}

}  // namespace
}  // namespace oakprobe::inventory
