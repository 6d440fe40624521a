#include "inventory/diagnostics.hpp"

#include "tests/inventory/inventories.hpp"
#include "tests/inventory/mistakes.hpp"

#include <gmock/gmock.h>

#include <sstream>
#include <string>

namespace oakprobe::inventory {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

TEST(Diagnostics, TellEachMistakeOnceAtItsPlace) {
  std::istringstream lines(mistakes);
  std::string more;
  std::size_t told = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("> ")) {
      more += (more.empty() ? "" : "\n") + line;
      continue;
    }
    SCOPED_TRACE(more);
    EXPECT_THAT(problems(with_head(more)), ElementsAre(StartsWith(line.substr(2))));
    more.clear();
    ++told;
  }
  EXPECT_EQ(told, 100U);
}

TEST(Diagnostics, TellsTenMistakesAtOnceInOrderOfPlace) {
  const auto told = problems(
      "version: 2\n"
      "oakestra: v0.3.0\n"
      "nodes:\n"
      "  - name: edge-a\n"
      "    address: 192.0.2.300\n"
      "    roles: [cluster]\n"
      "    cluster: edge-a\n"
      "  - name: 'w[1-3]'\n"
      "    address: '192.0.2.[31-32]'\n"
      "    roles: [worker]\n"
      "    cluster: edge-a\n"
      "  - {name: w2, address: 192.0.2.40, roles: [wroker], cluster: edge-a}\n"
      "  - {name: w4, address: 192.0.2.41, roles: [worker]}\n"
      "  - {name: w5, address: 192.0.2.42, roles: [worker], cluster: edge-c, colour: red}\n"
      "flows:\n"
      "  - {id: a, from: worker, to: {tag: none}, protocol: sctp, port: 70000}\n"
  );
  EXPECT_THAT(
      told,
      ElementsAre(
          StartsWith("1:10: this Oakprobe does not know inventory version '2'"),
          StartsWith("2:11: unknown release 'v0.3.0'"),
          StartsWith("4:3: no node has the role root"),
          StartsWith("5:14: '192.0.2.300' is no address"),
          StartsWith("9:14: the range in address has 2 values"),
          StartsWith("12:12: the name 'w2' is given twice, first on line 8"),
          StartsWith("12:45: unknown role 'wroker' (did you mean 'worker'?)"),
          StartsWith("13:5: 'w4' is a worker without a cluster"),
          StartsWith("14:63: the cluster 'edge-c' has no orchestrator"),
          StartsWith("14:71: unknown key 'colour' in a node"),
          StartsWith("16:37: warning: no node has the tag 'none'"),
          StartsWith("16:54: unknown protocol 'sctp'"),
          StartsWith("16:66: '70000' is no port")
      )
  );
}

TEST(Diagnostics, OnlyDoubtsASelectorOfAClusterOrTagThatNoNodeHas) {
  const auto parsed = parse_inventory(
      "version: 1\n"
      "nodes:\n"
      "  - {name: r, address: 192.0.2.1, roles: [root]}\n"
      "flows:\n"
      "  - {id: a, from: {tag: home}, to: {cluster: edge}, port: 1}\n"
  );
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->doubts.size(), 2U);
  EXPECT_THAT(
      to_string(parsed->doubts[0], "f"), StartsWith("f:5:25: warning: no node has the tag")
  );
  EXPECT_THAT(
      to_string(parsed->doubts[1], "f"), StartsWith("f:5:46: warning: no node is in a cluster")
  );
}

TEST(Diagnostics, NamesTheRootThatWasMistypedAndNotASecondTime) {
  EXPECT_THAT(
      problems("version: 1\nnodes:\n  - {name: r, address: h, roles: [rot]}\n"),
      ElementsAre(StartsWith("3:35: unknown role 'rot' (did you mean 'root'?)"))
  );
}

TEST(Diagnostics, TellsAMisspelledKeyAndNotThatItIsMissing) {
  EXPECT_THAT(
      problems("versoin: 1\nnodes: [{name: r, adress: h, roles: [root]}]\n"),
      ElementsAre(
          StartsWith("1:1: unknown key 'versoin'"), StartsWith("2:19: unknown key 'adress'")
      )
  );
}

TEST(Diagnostics, TellsAWrongDefaultOnceForAllNodes) {
  EXPECT_THAT(
      problems(with_head("  - {name: 'c[1-500]', address: 'h[1-500]', roles: [client]}\n"
                         "defaults: {agent: {command: 'x {y}'}}\n")),
      ElementsAre(StartsWith("6:29: unknown placeholder '{y}'"))
  );
}

TEST(Diagnostics, CapsTheListAndSaysHowManyMore) {
  std::string text(head);
  for (int i = 0; i < 500; ++i) text += "  - {}\n";
  const auto told = problems(text);
  ASSERT_EQ(told.size(), diagnostics_max + 1);
  EXPECT_THAT(told.back(), testing::EndsWith("and 1300 more, from here on"));
}

}  // namespace
}  // namespace oakprobe::inventory
