#include "coordinator/app/agent_options.hpp"

#include "inventory/parse_inventory.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace oakprobe::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

inventory::Inventory with_agent(const std::string& agent) {
  return *inventory::parse_inventory(
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: a, agent: none}\n"
      "  - {name: w1, address: 192.0.2.2, roles: [worker], cluster: a, agent: " +
      agent + "}\n"
  );
}

TEST(AgentOptions, AreWrittenIntoTheInventory) {
  auto inventory = with_agent("{host: w1.example}");
  ASSERT_TRUE(apply_agent_options({true, inventory::Sudo::ask, "pi"}, inventory));
  EXPECT_FALSE(inventory.nodes[0].agent.push) << "it has no agent";
  EXPECT_TRUE(inventory.nodes[1].agent.push);
  EXPECT_EQ(inventory.nodes[1].agent.sudo, inventory::Sudo::ask);
  EXPECT_THAT(inventory.nodes[1].agent.command, ::testing::Contains(HasSubstr("pi")));
}

TEST(AgentOptions, OfNothingChangeNothing) {
  auto inventory = with_agent("{host: w1.example}");
  const auto before = inventory.nodes[1].agent.command;
  ASSERT_TRUE(apply_agent_options({}, inventory));
  EXPECT_EQ(inventory.nodes[1].agent.command, before);
}

TEST(AgentOptions, AUserIsSshsAlone) {
  auto inventory = with_agent("{command: [docker, exec, -i, w1, oakprobe-agent, --stdio]}");
  const auto applied = apply_agent_options({false, std::nullopt, "pi"}, inventory);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().kind, FailureKind::wrong_input);
  EXPECT_THAT(applied.error().messages, ElementsAre(HasSubstr("--user can't be given to 'w1'")));
}

TEST(AgentOptions, SudoStandsBeforeAnAgentThatIsSeen) {
  auto hidden = with_agent("{command: [start-it, w1]}");
  const auto applied = apply_agent_options({false, inventory::Sudo::nopasswd, {}}, hidden);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().kind, FailureKind::wrong_input);
  EXPECT_THAT(applied.error().messages, ElementsAre(HasSubstr("end it with 'oakprobe-agent")));
  EXPECT_TRUE(apply_agent_options({false, inventory::Sudo::none, {}}, hidden));
}

TEST(LocalAgent, LiesBesideOakprobe) {
  namespace fs = std::filesystem;
  std::string name = ::testing::TempDir() + "oakprobe-programs-XXXXXX";
  const fs::path programs = ::mkdtemp(name.data());
  EXPECT_EQ(local_agent(programs), "oakprobe-agent") << "of the PATH";
  const fs::path beside = programs / "oakprobe-agent";
  std::ofstream(beside) << "#!/bin/sh\n";
  EXPECT_EQ(local_agent(programs), "oakprobe-agent") << "it can't be started";
  fs::permissions(beside, fs::perms::owner_all);
  EXPECT_EQ(local_agent(programs), beside);
  fs::remove_all(programs);
}

}  // namespace
}  // namespace oakprobe::app
