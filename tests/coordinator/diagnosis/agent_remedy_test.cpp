#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/wording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using ::testing::HasSubstr;

TEST(AgentRemedy, SaysWhatToDo) {
  struct Row {
    const char* said;
    const char* advice;
  };
  const Row rows[] = {
      {"it wrote: Please login as the user \"ubuntu\" rather than the user \"root\".", "User in"},
      {"Cannot execute command-line and remote command.", "-o RemoteCommand=none"},
      {"# Tailscale SSH requires an additional check. / # To authenticate, visit: https://login.",
       "visit the address"},
      {"WARNING: Your password has expired.", "change it"},
      {"channel 0: open failed: administratively prohibited: open failed", "AllowTcpForwarding"},
      {"channel 0: open failed: connect failed: Connection refused", "whether sshd runs"},
      {"REMOTE HOST IDENTIFICATION HAS CHANGED! / Host key verification failed.", "ssh-keygen -R"},
      {"Host key verification failed.", "accept it"},
      {"kex_exchange_identification: Connection closed by remote host", "--agents-at-once"},
      {"kex_exchange_identification: banner line contains invalid characters / Not allowed at this "
       "time",
       "--agents-at-once"},
      {"pi@192.0.2.31: Permission denied (publickey).", "IdentityFile"},
      {"sudo: a password is required", "--sudo ask"},
      {"sudo: A terminal is required to authenticate", "--sudo ask"},
      {"sudo: interactive authentication is required", "--sudo ask"},
      {"sudo refused the password; it wrote: Sorry, try again.", "type it anew"},
      {"sudo did not start the agent: it said nothing within 30 s; such a sudo mostly waits",
       "/etc/hosts"},
      {"stood still while the agent was sent to it: 16384 of 1800000 bytes arrived", "keep: true"},
      {"no shell answered, to which the agent could be sent", "start-up files that read"},
      {"sh: 1: oakprobe-agent: not found", "--push"},
      {"fell silent for 8 s", "Make the agent reachable"},
  };
  for (const Row& row : rows) {
    NodeObservation observation;
    observation.agent_error = row.said;
    EXPECT_THAT(agent_remedy(observation), HasSubstr(row.advice)) << row.said;
  }
}

}  // namespace
}  // namespace oakprobe::diagnosis
