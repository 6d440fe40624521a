#pragma once

#include "net/network_namespace.hpp"
#include "probe-agent/watch/watch.hpp"
#include "wire/session/agent_session.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace oakprobe::agent {

using wire::AgentLimits;

// What a run that is about to begin needs no longer, now that all is open: another may follow, and
// must find what it needs, or this was the session's last.
enum class Confinement : std::uint8_t { between_runs, last_run };

struct AgentOptions {
  int input = 0;
  int output = 1;
  std::string etc_root;  // stands before /etc; empty but in tests
  std::string host_root = "/";
  TapChoice taps;
  // This process' own program, to be started as a reader of rules; empty: rules are not read.
  std::string reader_program;
  // Called in each run, when all is open that it needs and before `armed` is sent, with the
  // networks of containers: gives up what is not needed any more. Empty: nothing is given up.
  std::function<void(Confinement, std::span<const std::shared_ptr<const net::NetworkNamespace>>)>
      confine;
  AgentLimits limits;  // tests shorten them
};

}  // namespace oakprobe::agent
