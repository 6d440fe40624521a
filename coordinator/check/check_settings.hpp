#pragma once

#include "base/described_enum.hpp"
#include "coordinator/check/plan.hpp"
#include "coordinator/check/this_machine.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/fleet/agent_binaries.hpp"
#include "coordinator/fleet/link_limits.hpp"
#include "coordinator/fleet/link_story.hpp"
#include "coordinator/fleet/sudo_password.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace oakprobe::check {

struct CheckSettings {
  ProbeLimits probing;
  std::size_t agents_at_once = agents_at_once_default;  // starting at a time
  wire::ListenPolicy listen = wire::ListenPolicy::automatic;
  bool taps = true;  // where an agent may open them
  // Only what works is to be told for certain: nothing late is waited for, or looked at closer.
  bool brief = false;
  bool trace_firewall = false;  // the kernels are to trace what may end at a host's packet filter
  fleet::LinkLimits limits;
  std::shared_ptr<fleet::AgentBinaries> agents;        // those to be sent; not null if one is
  std::string local_agent = "oakprobe-agent";          // the program of `agent: local`
  std::shared_ptr<fleet::SudoPassword> sudo_password;  // not null if a node's sudo asks
  ThisMachine this_machine;                            // empty: no node is taken for it
  // Null: nobody wants to know. Called while the run goes on, with the node's number.
  std::function<void(std::size_t node, const fleet::LinkEvent&)> agent_hook;
  // Null: nobody wants to know. Called once what was probed is judged, where a closer look follows.
  std::function<void(const diagnosis::FinishedCheck& check)> early_hook;
};

BOOST_DEFINE_FIXED_ENUM_CLASS(
    Phase,
    std::uint8_t,
    starting,
    reading_facts,
    reading_rules,  // of a comparison of firewalls
    arming,
    probing,
    collecting,
    settling,  // what comes late is waited for
    looking,
    disarming
)

// How far a phase has come: paths while probing, else agents. While these start, the bytes of those
// that are sent, too.
struct Progress {
  Phase phase = Phase::starting;
  std::size_t done = 0;
  std::size_t total = 0;
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;
};

// Whose part of the phase is under way: some names, and how many there are besides.
struct WaitedFor {
  std::vector<std::string> names;
  std::size_t more = 0;
};

using ProgressHook = std::function<void(const Progress&)>;

}  // namespace oakprobe::check
