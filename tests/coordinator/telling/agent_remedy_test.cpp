#include "coordinator/telling/agent_remedy.hpp"

#include "../diagnosis/check_case.hpp"
#include "coordinator/diagnosis/alike_words.hpp"
#include "coordinator/telling/agent_advice.hpp"
#include "coordinator/telling/marked_text.hpp"
#include "inventory/shell_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace oakprobe::telling {
namespace {

using test::CheckCase;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

inventory::Node node_of(const std::string& command) {
  inventory::Node node;
  node.name = "w1";
  node.address = "192.0.2.31";
  node.agent.command = inventory::split_shell_words(command).value();
  return node;
}

std::string told_remedy(const inventory::Node& node, const NodeObservation& observation) {
  return MarkedText(agent_remedy(node, observation)).text();
}

std::string told_remedies(const FinishedCheck& check, const std::vector<NodeId>& alike) {
  return MarkedText(agents_remedy(check, alike)).text();
}

std::string remedy(
    const std::string& said, const std::string& command = "ssh -T w1 oakprobe-agent"
) {
  NodeObservation observation;
  observation.agent_error = said;
  return told_remedy(node_of(command), observation);
}

// By what the check found out, and not by words that any agent could write.
TEST(AgentRemedy, OfAnAgentOnAnotherMachine) {
  inventory::Node node;
  node.name = "w1";
  node.agent.command = {"ssh", "-T", "pi@w1", "oakprobe-agent", "--stdio"};
  NodeObservation seen;
  seen.agent_error =
      "it runs on w2's machine (by boot id and network), which does not have 192.0.2.31";
  EXPECT_FALSE(has_known_remedy(seen));
  seen.misplaced = seen.agent_error;
  EXPECT_TRUE(has_known_remedy(seen));
  EXPECT_THAT(
      told_remedy(node, seen), testing::HasSubstr("see where that of w1 does (ssh pi@w1 ip addr)")
  );
}

TEST(AgentRemedy, SaysWhatToDo) {
  struct Row {
    const char* said;
    const char* advice;
  };
  const Row rows[] = {
      {"it wrote: Please login as the user \"ubuntu\" rather than the user \"root\".",
       "--user ubuntu, or write agent: {host: ubuntu@w1}"},
      {"Cannot execute command-line and remote command.", "-o RemoteCommand=none"},
      {"# Tailscale SSH requires an additional check. / # To authenticate, visit: https://login.",
       "visit the address"},
      {"WARNING: Your password has expired.", "change it (ssh w1; chage -l USER"},
      {"channel 0: open failed: administratively prohibited: open failed", "AllowTcpForwarding"},
      {"channel 0: open failed: connect failed: Connection refused", "for ssh at w1: whether sshd"},
      {"REMOTE HOST IDENTIFICATION HAS CHANGED! / Host key verification failed.",
       "ssh-keygen -R w1, then ssh w1 by hand"},
      {"Host key verification failed.", "ssh w1 once by hand, compare the fingerprint"},
      {"kex_exchange_identification: Connection closed by remote host", "--agents-at-once 3"},
      {"kex_exchange_identification: banner line contains invalid characters / Not allowed at this "
       "time",
       "--agents-at-once 3"},
      {"Received disconnect from 192.0.2.31: Too many authentication failures", "Host w1 in"},
      {"@ WARNING: UNPROTECTED PRIVATE KEY FILE! @ / Permission denied (publickey).", "chmod 600"},
      {"Warning: Identity file k not accessible: No such file or directory.", "correct -i"},
      {"bash: /opt/oakprobe-agent: Permission denied", "chmod 755"},
      {"could not start '/opt/oakprobe-agent': Permission denied", "chmod 755"},
      {"pi@192.0.2.31: Permission denied (publickey).",
       "w1 takes keys only, and not yours: ssh-copy-id w1"},
      {"pi@192.0.2.31: Permission denied (publickey,password).",
       "w1 does not take your key: ssh-copy-id w1."},
      {"pi is not in the sudoers file.", "usermod -aG sudo USER"},
      {"sudo: sorry, you must have a tty to run sudo", "!requiretty"},
      {"sudo: a password is required", "--sudo ask"},
      {"sudo: A terminal is required to authenticate", "--sudo ask"},
      {"sudo: interactive authentication is required", "--sudo ask"},
      {"sudo refused the password; it wrote: Sorry, try again.", "(ssh w1 -t sudo -v)"},
      {"sudo did not start the agent: it said nothing within 30 s; such a sudo mostly waits",
       "/etc/hosts"},
      {"sh: 1: sudo: not found", "w1 has no sudo: log in as root (agent: {host: root@w1})"},
      {"sudo: oakprobe-agent: command not found", "check with --push"},
      {"stood still while the agent was sent to it: 16384 of 1800000 bytes arrived", "keep: true"},
      {"no directory takes a program of 4800000 bytes and runs it: /tmp is mounted noexec,",
       "ssh w1 df -h /tmp"},
      {"mkdir: x: No space left on device", "ssh w1 df -h shows where"},
      {"there is no agent for aarch64 to send: agents/oakprobe-agent-aarch64 is missing",
       "scripts/build-agents"},
      {"-bash: /opt/oakprobe-agent: cannot execute binary file: Exec format error",
       "ssh w1 uname -m"},
      {"exit code 127; it wrote: oakprobe-agent: error while loading shared libraries: libx",
       "no static one"},
      {"no shell answered, to which the agent could be sent", "echo true | ssh w1 sh"},
      {"ssh: Could not resolve hostname w1: Name or service not known",
       "does not know the name w1: write agent: {host: 192.0.2.31}"},
      {"ssh: connect to host 192.0.2.9 port 2222: Connection refused",
       "nothing listens for ssh at 192.0.2.9 port 2222"},
      {"ssh: connect to host 192.0.2.9 port 22: No route to host",
       "from here to 192.0.2.9 port 22"},
      {"ssh: connect to host 192.0.2.9 port 22: Connection timed out",
       "answers at 192.0.2.9 port 22"},
      {"could not start 'ssh': No such file or directory", "openssh-client"},
      {"could not start 'oakprobe-agent': No such file or directory", "build-agents --native"},
      {"could not start 'teleport': No such file or directory", "w1's agent.command"},
      {"sh: 1: oakprobe-agent: not found", "scp agents/oakprobe-agent-MACHINE w1:"},
      {"speaks protocol 2, this is 1; install the same version", "--push"},
      {"Connection reset by 192.0.2.31 port 22", "ssh w1 -v"},
      {"fell silent for 8 s", "Make the agent reachable"},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(remedy(row.said), HasSubstr(row.advice)) << row.said;
    EXPECT_THAT(remedy(row.said), Not(EndsWith("."))) << row.said;
  }
}

TEST(AgentRemedy, HasTheNodesOwnWay) {
  const std::string command =
      "ssh -T -o BatchMode=yes -p 2222 -i keys/pi pi@w1 oakprobe-agent --stdio";
  EXPECT_THAT(
      remedy("Permission denied (publickey,password).", command),
      AllOf(
          HasSubstr("ssh-copy-id -i keys/pi -p 2222 pi@w1."),
          HasSubstr(". ssh -i keys/pi -p 2222 pi@w1 true must end")
      )
  );
  EXPECT_THAT(
      remedy("Host key verification failed.", command), HasSubstr("ssh-keyscan -p 2222 w1 >>")
  );
  EXPECT_THAT(remedy("Could not resolve hostname w1", command), HasSubstr("{host: pi@192.0.2.31}"));
  EXPECT_THAT(
      remedy("Permission denied (publickey,password).", "kubectl exec w1 -- oakprobe-agent"),
      HasSubstr("ssh-copy-id HOST.")
  );
}

TEST(AgentRemedy, TakesTheHostKeysNameFromSsh) {
  const std::string changed =
      "Offending ED25519 key in /home/me/.ssh/known_hosts:12 / Host key for [192.0.2.31]:2222 has "
      "changed and you have requested strict checking. / Host key verification failed.";
  EXPECT_THAT(remedy(changed), HasSubstr("ssh-keygen -R '[192.0.2.31]:2222', then ssh w1 by hand"));
  EXPECT_THAT(
      remedy(
          "Offending ED25519 key in /etc/ssh/ssh_known_hosts:3 / Host key for w1.lan has changed "
          "and you have requested strict checking."
      ),
      HasSubstr("ssh-keygen -f /etc/ssh/ssh_known_hosts -R w1.lan, then")
  );
  EXPECT_THAT(
      remedy("No ED25519 host key is known for 192.0.2.31 and you have requested strict checking."),
      HasSubstr("ssh-keyscan 192.0.2.31 >>")
  );
}

// A login can print what it likes: nothing of it may get into a line that a person types.
TEST(AgentRemedy, TakesNoCommandFromTheNode) {
  for (const char* said :
       {"Host key for $(reboot) has changed and you have requested strict checking.",
        "Host key for -oProxyCommand=reboot has changed and you have requested strict checking.",
        "Offending ED25519 key in /x;reboot:1 / Host key for w1 has changed and you have requested "
        "strict checking.",
        "connect to host `reboot` port 22: Connection refused",
        "Could not resolve hostname w1;reboot: Name or service not known",
        "Please login as the user \"$(reboot)\" rather than the user \"root\"."}) {
    EXPECT_THAT(remedy(said), Not(HasSubstr("reboot"))) << said;
  }
}

TEST(AgentRemedy, OnThisMachineNeedsNoSsh) {
  NodeObservation observation;
  observation.own_host = "192.0.2.31";
  const inventory::Node node = node_of("ssh -T 192.0.2.31 oakprobe-agent --stdio");
  for (const char* said :
       {"ssh: connect to host 192.0.2.31 port 22: Connection refused",
        "Permission denied (publickey).",
        "Host key verification failed."}) {
    observation.agent_error = said;
    EXPECT_EQ(
        told_remedy(node, observation),
        "w1's host 192.0.2.31 is this machine: agent: local starts the agent here, without ssh"
    );
  }
  observation.agent_error = "sudo: a password is required";  // ssh was no hindrance
  EXPECT_THAT(told_remedy(node, observation), HasSubstr("--sudo ask"));
}

class AgentsRemedy : public ::testing::Test {
 protected:
  void fail(const char* name, const std::string& said) {
    one.node(name).observation.agent_error = said;
    one.node(name).observation.agent = AgentState::unreachable;
    for (inventory::Node& node : one.check.inventory.nodes)
      if (node.name == name) node.agent.command = {"ssh", node.address.text(), "oakprobe-agent"};
  }

  CheckCase one{"w1", "w2", "w3"};
};

TEST_F(AgentsRemedy, HasTheFirstOnesCommandAndForWhomElseItIs) {
  for (const char* name : {"w1", "w2", "w3"}) fail(name, "Permission denied (publickey,password).");
  EXPECT_THAT(
      told_remedies(one.check, {NodeId{0}, NodeId{1}, NodeId{2}}),
      AllOf(
          StartsWith("w1 does not take your key: ssh-copy-id 192.0.2.31. "),
          EndsWith("; the same for w2 and w3")
      )
  );
  EXPECT_THAT(told_remedies(one.check, {NodeId{1}}), Not(HasSubstr("the same for")));
}

TEST_F(AgentsRemedy, IsToldOnceWhereItIsAboutNoNode) {
  for (const char* name : {"w1", "w2"}) fail(name, "could not start 'ssh': No such file");
  EXPECT_EQ(
      told_remedies(one.check, {NodeId{0}, NodeId{1}}),
      "This machine has no ssh: apt install openssh-client"
  );
}

TEST_F(AgentsRemedy, AlikeAreThoseThatDifferInTheirNamesOnly) {
  fail("w1", "pi@192.0.2.31: Permission denied (publickey).");
  fail("w2", "pi@192.0.2.32: Permission denied (publickey).");
  fail("w3", "pi@192.0.2.33: Permission denied (publickey,password).");
  EXPECT_EQ(alike_words(one.check, NodeId{0}), alike_words(one.check, NodeId{1}));
  EXPECT_NE(alike_words(one.check, NodeId{0}), alike_words(one.check, NodeId{2}));
  one.node("w2").observation.own_host = "192.0.2.32";
  EXPECT_NE(alike_words(one.check, NodeId{0}), alike_words(one.check, NodeId{1}));
}

// docs/delivery.md, "When it fails": a row for each usual reason.
TEST(AgentAdvice, KnowsEveryRowOfTheDocument) {
  std::ifstream document(OAKPROBE_DELIVERY_DOCUMENT);
  ASSERT_TRUE(document);
  std::size_t rows = 0;
  bool in_table = false;
  for (std::string line; std::getline(document, line);) {
    in_table = line.starts_with("| it says |") || (in_table && line.starts_with('|'));
    if (!in_table || !line.starts_with("| `")) continue;
    const std::string said = line.substr(0, line.find(" | "));
    for (std::size_t at = said.find('`'); at != std::string::npos; at = said.find('`', at)) {
      const std::size_t end = said.find('`', at + 1);
      ASSERT_NE(end, std::string::npos) << line;
      const std::string words = said.substr(at + 1, end - at - 1);
      EXPECT_NE(find_agent_advice(words), nullptr) << words;
      ++rows;
      at = end + 1;
    }
  }
  EXPECT_GT(rows, 20U);
}

}  // namespace
}  // namespace oakprobe::telling
