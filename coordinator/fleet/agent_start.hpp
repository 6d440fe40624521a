#pragma once

#include "coordinator/fleet/agent_binaries.hpp"
#include "coordinator/fleet/link_story.hpp"
#include "coordinator/fleet/sending_tally.hpp"
#include "coordinator/fleet/sudo_password.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::fleet {

// How one node's agent is started.
struct AgentStart {
  AgentStart() = default;
  AgentStart(std::vector<std::string> words) : command(std::move(words)) {}

  // By which it is known whether a node's agent is still to be started so: the command and what
  // else decides, without what is of one run.
  std::string key;

  std::vector<std::string> command;  // the agent; with `push` a shell on its node
  bool local = false;                // the command is started where its node is

  // Null: it is installed there. Else where the one to send is found, and the name of the directory
  // that is made for it on the node.
  std::shared_ptr<AgentBinaries> push;
  std::string directory;
  bool keep = false;  // it may stay in the login user's cache, for the next run

  // Null: nobody counts. Else who is told of what arrived, as this node's.
  std::shared_ptr<SendingTally> tally;
  std::size_t node = 0;

  LinkHook tell;  // null: nobody wants to know

  bool sudo = false;  // it runs the agent, pushed or not

  // Null: no sudo wants it. Else what sudo gets when it writes `sudo_prompt`, once.
  std::shared_ptr<const SudoPassword> sudo_password;
  std::string sudo_prompt;
};

}  // namespace oakprobe::fleet
