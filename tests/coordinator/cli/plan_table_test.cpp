#include "coordinator/cli/plan_table.hpp"

#include "inventory/parse_inventory.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace oakprobe::cli {
namespace {

using inventory::count_paths;
using inventory::PathSelection;

constexpr std::string_view text = R"(version: 1
nodes:
  - {name: root, address: "2001:db8::1", roles: [root]}
  - {name: edge, address: edge.example, roles: [cluster], cluster: edge}
flows:
  - {id: extra, from: cluster, to: root, port: 7, need: optional, why: 'a "reason"'}
)";

class PlanTable : public testing::Test {
 protected:
  inventory::Inventory inventory_ = *inventory::parse_inventory(text);
  std::ostringstream output_;
};

TEST_F(PlanTable, HasALineForEachPath) {
  write_plan_table(output_, inventory_, {}, {}, count_paths(inventory_, {}));
  EXPECT_EQ(
      output_.str(),
      "FLOW                  SOURCE  TARGET  EXPECT  DIALS\n"
      "cluster-api           edge    root    open    tcp [2001:db8::1]:10000\n"
      "cluster-network       edge    root    open    tcp [2001:db8::1]:10099\n"
      "cluster-registration  edge    root    open    tcp [2001:db8::1]:50052\n"
      "root-deploy           root    edge    open    tcp edge.example:10100\n"
      "root-network          root    edge    open    tcp edge.example:10110\n"
  );
}

TEST_F(PlanTable, CountsByFlow) {
  PathSelection selection;
  selection.flows = {inventory_.find_flow("extra").value()};
  write_plan_counts(output_, inventory_, count_paths(inventory_, selection));
  EXPECT_EQ(output_.str(), "FLOW   EXPECT       PATHS\nextra  open             1\n");
}

TEST_F(PlanTable, JsonHasTheKeysOfTheContract) {
  PathSelection all;
  all.all_flows = true;
  write_plan_json(output_, inventory_, all, {});
  const auto plan = nlohmann::json::parse(output_.str());
  EXPECT_EQ(plan.at("schema"), "oakprobe.plan/1");
  ASSERT_EQ(plan.at("paths").size(), 7U);
  EXPECT_EQ(plan.at("paths").at(6), nlohmann::json::parse(R"({
    "flow": "extra", "source": "edge", "target": "root", "protocol": "tcp",
    "address": "2001:db8::1", "port": 7, "expect": "open", "need": "optional", "service": "tcp",
    "via": {"source": "host", "target": "host"}, "why": "a \"reason\""
  })"));
}

}  // namespace
}  // namespace oakprobe::cli
