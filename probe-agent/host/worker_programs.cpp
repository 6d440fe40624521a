#include "probe-agent/host/worker_programs.hpp"

#include "net/port_owner.hpp"
#include "net/proc_file.hpp"
#include "net/process_age.hpp"
#include "probe-agent/host/installed_component.hpp"
#include "probe-agent/host/running_components.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace oakprobe::agent {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t log_bytes_max = 64U * 1024;
// A process's start is known to a hundredth of a second (proc(5), clock ticks).
constexpr milliseconds age_error{20};

// Files that it reads when it starts, and never again.
using Files = std::span<const char* const>;
constexpr std::array<const char*, 2> net_manager_files{
    "/etc/netmanager/netcfg.json", "/etc/netmanager/tuncfg.json"};
constexpr std::array<const char*, 1> node_engine_files{"/etc/oakestra/conf.json"};

void note_age(const std::string& etc_root, Files files, oakestra::WorkerProgram& program) {
  const auto age = net::process_age(program.pid);
  if (!age) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*age).count();
  program.running_s = static_cast<std::uint32_t>(
      std::min<std::int64_t>(seconds, std::numeric_limits<std::uint32_t>::max())
  );
  for (const char* file : files) {
    const auto changed = net::file_age(etc_root + file);
    // From the future: one of the clocks was wrong.
    const bool newer = changed && *changed > milliseconds(-1'000) && *changed + age_error < *age;
    if (newer) program.newer_files.emplace_back(file);
  }
}

// The log of a process before this one says nothing of it.
void read_log(const std::string& etc_root, oakestra::WorkerProgram& program) {
  const std::string path = etc_root + "/var/log/oakestra/netmanager.log";
  const auto written = net::file_age(path);
  const auto age = net::process_age(program.pid);
  if (!written || !age || *written > *age + age_error) return;
  const auto text = net::read_end_of_file(path, log_bytes_max);
  if (text) program.log = oakestra::parse_netmanager_log(*text);
}

oakestra::WorkerProgram read_program(
    std::span<const std::string> names, const std::string& host_root
) {
  oakestra::WorkerProgram program;
  for (const std::string& name : names) {
    if (!program.installed_as.empty()) break;
    program.installed_as = installed_component(name, host_root).value_or("");
  }
  const auto running = running_components(names, host_root);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(running, name, &ComponentProcess::component);
    if (found == running.end() || found->own_network) continue;
    program.pid = found->pid;
    break;
  }
  return program;
}

}  // namespace

WorkerPrograms read_worker_programs(const std::string& etc_root, const std::string& host_root) {
  static const std::vector<std::string> net_manager{"NetManager"};
  // The daemon first: NodeEngine is the command line, too (go_node_engine/build/install.sh).
  static const std::vector<std::string> node_engine{"nodeengined", "NodeEngine"};
  WorkerPrograms out{read_program(net_manager, host_root), read_program(node_engine, host_root)};
  if (out.net_manager.runs()) {
    note_age(etc_root, net_manager_files, out.net_manager);
    read_log(etc_root, out.net_manager);
    out.net_manager.udp_ports = net::udp_ports_of(out.net_manager.pid, oakestra::program_ports_max);
  }
  if (out.node_engine.runs()) note_age(etc_root, node_engine_files, out.node_engine);
  return out;
}

}  // namespace oakprobe::agent
