#pragma once

#include "oakestra/worker_program.hpp"
#include "probe-agent/host/host_view.hpp"

#include <string>

namespace oakprobe::agent {

struct WorkerPrograms {
  oakestra::WorkerProgram net_manager;
  oakestra::WorkerProgram node_engine;
};

// NetManager and NodeEngine on this host: whether they are installed and run, on which ports, since
// when, and which of their files changed meanwhile. Configuration and NetManager's log
// (/var/log/oakestra/netmanager.log) are those below etc_root, installed files the host's.
[[nodiscard]] WorkerPrograms read_worker_programs(const std::string& etc_root, HostView& host);

}  // namespace oakprobe::agent
