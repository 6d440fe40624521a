#include "inventory/agent_command.hpp"

#include "tests/inventory/inventories.hpp"

#include <gtest/gtest.h>

namespace oakprobe::inventory {
namespace {

struct Row {
  const char* name;
  const char* agent;
  const char* started;  // words, joined
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

TEST(AgentCommand, IsWhatTheKeysMakeOfIt) {
  const Row rows[] = {
      {"built in", "{}", "ssh -T -o BatchMode=yes a oakprobe-agent --stdio"},
      {"push", "{push: true}", "ssh -T -o BatchMode=yes a /bin/sh"},
      {"push, and keep", "{push: {keep: true}}", "ssh -T -o BatchMode=yes a /bin/sh"},
      {"push elsewhere", "{push: true, host: pi4}", "ssh -T -o BatchMode=yes pi4 /bin/sh"},
      {"a user of each", "{push: true, host: 'pi@{name}'}", "ssh -T -o BatchMode=yes pi@a /bin/sh"},
      {"push, a transport",
       "{push: true, command: 'docker exec -i {name}'}",
       "docker exec -i a /bin/sh"},
      {"push, a whole command",
       "{push: true, command: 'ssh -J gate {host} /opt/oakprobe-agent --stdio'}",
       "ssh -J gate a /bin/sh"},
      {"push to this machine", "{push: true, command: oakprobe-agent --stdio}", "/bin/sh"},
      {"sudo with push is the script's business",
       "{push: true, sudo: nopasswd}",
       "ssh -T -o BatchMode=yes a /bin/sh"},
      {"sudo", "{sudo: nopasswd}", "ssh -T -o BatchMode=yes a sudo -n -- oakprobe-agent --stdio"},
      {"sudo with a password",
       "{sudo: ask, command: [ssh, '{host}', /opt/oakprobe-agent, --stdio]}",
       "ssh a sudo -S -p PROMPT -- /opt/oakprobe-agent --stdio"},
      {"no sudo", "{sudo: none, command: run it}", "run it"},
      {"the last one named is the agent",
       "{sudo: nopasswd, command: 'ssh -i ~/oakprobe-agent a oakprobe-agent --stdio'}",
       "ssh -i ~/oakprobe-agent a sudo -n -- oakprobe-agent --stdio"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto inventory = parse(with_head(
        std::string("  - {name: a, address: h, roles: [client], agent: ") + row.agent + "}\n"
    ));
    const AgentSpec& agent = inventory.nodes.back().agent;
    EXPECT_EQ(
        joined(agent.push ? shell_command(agent) : installed_command(agent, "PROMPT")), row.started
    );
  }
}

TEST(AgentCommand, OfThisMachineIsTheAgentItself) {
  const auto inventory =
      parse(with_head("  - {name: a, address: h, roles: [client], agent: local}\n"));
  AgentSpec agent = inventory.nodes.back().agent;
  EXPECT_TRUE(agent.local);
  EXPECT_EQ(joined(installed_command(agent, "PROMPT")), "oakprobe-agent --stdio");
  agent.sudo = Sudo::nopasswd;
  EXPECT_EQ(joined(installed_command(agent, "PROMPT")), "sudo -n -- oakprobe-agent --stdio");
}

TEST(AgentCommand, LogsInAsTheUserThatIsNamedNowhereElse) {
  const auto words = [](const char* agent, const char* user) -> std::string {
    auto inventory = parse(
        with_head(std::string("  - {name: a, address: h, roles: [client], agent: ") + agent + "}\n")
    );
    AgentSpec spec = inventory.nodes.back().agent;
    return log_in_as(user, spec) ? joined(spec.command) : "";
  };
  EXPECT_EQ(words("{}", "pi"), "ssh -l pi -T -o BatchMode=yes a oakprobe-agent --stdio");
  EXPECT_EQ(words("{host: 'me@a'}", "pi"), "ssh -T -o BatchMode=yes me@a oakprobe-agent --stdio");
  EXPECT_EQ(
      words("{command: '/usr/bin/ssh -l me a oakprobe-agent --stdio'}", "pi"),
      "/usr/bin/ssh -l me a oakprobe-agent --stdio"
  );
  EXPECT_EQ(
      words("{command: 'ssh -J me@gate a oakprobe-agent --stdio'}", "pi"),
      "ssh -l pi -J me@gate a oakprobe-agent --stdio"
  );
  EXPECT_EQ(
      words("{command: 'ssh -o User=me a oakprobe-agent --stdio'}", "pi"),
      "ssh -o User=me a oakprobe-agent --stdio"
  );
  EXPECT_EQ(words("{command: 'docker exec -i a oakprobe-agent --stdio'}", "pi"), "");
  EXPECT_EQ(words("local", "pi"), "") << "nobody logs in here";
}

TEST(AgentSpec, SaysWhatMayStay) {
  struct Kept {
    const char* agent;
    bool push;
    bool keep;
  };
  const Kept rows[] = {
      {"{}", false, false},
      {"{push: true}", true, false},
      {"{push: {}}", true, false},
      {"{push: {keep: false}}", true, false},
      {"{push: {keep: true}}", true, true},
  };
  for (const Kept& row : rows) {
    SCOPED_TRACE(row.agent);
    const auto inventory = parse(with_head(
        std::string("  - {name: a, address: h, roles: [client], agent: ") + row.agent + "}\n"
    ));
    EXPECT_EQ(inventory.nodes.back().agent.push, row.push);
    EXPECT_EQ(inventory.nodes.back().agent.keep, row.keep);
  }
}

}  // namespace
}  // namespace oakprobe::inventory
