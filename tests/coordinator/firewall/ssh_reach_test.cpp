#include "coordinator/firewall/ssh_reach.hpp"

#include <gmock/gmock.h>

namespace oakprobe::firewall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SshReach reach_of(std::vector<std::string> command) {
  inventory::AgentSpec agent;
  agent.command = std::move(command);
  return ssh_reach(agent);
}

TEST(SshReach, IsWhatTheCommandSays) {
  const SshReach reach = reach_of({"ssh", "-p", "2222", "pi@w1", "oakprobe-agent", "--stdio"});
  EXPECT_THAT(reach.ports, ElementsAre(2222));
  EXPECT_FALSE(reach.by_another_host);
  EXPECT_THAT(reach_of({"ssh", "w1", "oakprobe-agent"}).ports, IsEmpty());
  EXPECT_THAT(reach_of({"docker", "exec", "w1", "oakprobe-agent"}).ports, IsEmpty());
}

TEST(SshReach, HasThePortOfEachSshWithinAnother) {
  const SshReach words = reach_of(
      {"ssh", "-p", "22022", "gate", "ssh", "-p", "2022", "w1", "oakprobe-agent", "--stdio"}
  );
  EXPECT_THAT(words.ports, ElementsAre(22'022, 2022));
  EXPECT_TRUE(words.by_another_host);
  const SshReach one = reach_of({"ssh", "gate", "ssh -p 2022 w1 oakprobe-agent --stdio"});
  EXPECT_THAT(one.ports, ElementsAre(2022));
  EXPECT_TRUE(one.by_another_host);
}

TEST(SshReach, AJumpHostIsAnother) {
  const SshReach reach = reach_of({"ssh", "-J", "gate", "-p", "2022", "w1", "oakprobe-agent"});
  EXPECT_THAT(reach.ports, ElementsAre(2022));
  EXPECT_TRUE(reach.by_another_host);
}

}  // namespace
}  // namespace oakprobe::firewall
