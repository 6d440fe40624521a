#include "probe-agent/host/worker_programs.hpp"

#include "net/port_owner.hpp"
#include "net/proc_file.hpp"
#include "net/process_age.hpp"
#include "probe-agent/host/installed_component.hpp"
#include "probe-agent/host/running_components.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace oakprobe::agent {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t log_bytes_max = 1024U * 1024;
// A process's start is known to a hundredth of a second (proc(5), clock ticks).
constexpr milliseconds age_error{20};

// The age of the program, which is told; 0 where it does not run.
milliseconds note_age(oakestra::WorkerProgram& program) {
  const auto age = program.runs() ? net::process_age(program.pid) : std::nullopt;
  if (!age) return {};
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*age).count();
  program.running_s = static_cast<std::uint32_t>(
      std::min<std::int64_t>(seconds, std::numeric_limits<std::uint32_t>::max())
  );
  return *age;
}

// A file of the program's that changed after it was read, so long ago.
void note_change(
    const std::string& etc_root,
    const char* file,
    milliseconds read_ago,
    oakestra::WorkerProgram& program
) {
  const auto changed = net::file_age(etc_root + file);
  // From the future: one of the clocks was wrong.
  const bool newer = changed && *changed > milliseconds(-1'000) && *changed + age_error < read_ago;
  if (newer) program.newer_files.emplace_back(file);
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

oakestra::WorkerProgram read_program(std::span<const std::string> names, HostView& host) {
  oakestra::WorkerProgram program;
  for (const std::string& name : names) {
    if (!program.installed_as.empty()) break;
    program.installed_as = installed_component(name, host).value_or("");
  }
  const auto running = running_components(names, host);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(running, name, &ComponentProcess::component);
    if (found == running.end() || found->own_network) continue;
    program.pid = found->pid;
    break;
  }
  return program;
}

}  // namespace

WorkerPrograms read_worker_programs(const std::string& etc_root, HostView& host) {
  static const std::vector<std::string> net_manager{"NetManager"};
  // The daemon first: NodeEngine is the command line, too (go_node_engine/build/install.sh).
  static const std::vector<std::string> node_engine{"nodeengined", "NodeEngine"};
  WorkerPrograms out{read_program(net_manager, host), read_program(node_engine, host)};
  const milliseconds net_manager_age = note_age(out.net_manager);
  const milliseconds node_engine_age = note_age(out.node_engine);
  note_change(etc_root, "/etc/oakestra/conf.json", node_engine_age, out.node_engine);
  if (!out.net_manager.runs()) return out;
  note_change(etc_root, "/etc/netmanager/netcfg.json", net_manager_age, out.net_manager);
  read_log(etc_root, out.net_manager);
  out.net_manager.udp_ports = net::udp_ports_of(out.net_manager.pid, oakestra::program_ports_max);
  // tuncfg.json is read in /register (proxy/ProxySetup.go), so when NodeEngine starts.
  const milliseconds registered =
      out.node_engine.runs() ? std::min(net_manager_age, node_engine_age) : net_manager_age;
  const bool has_tunnel = out.net_manager.udp_ports && !out.net_manager.udp_ports->empty();
  if (has_tunnel) note_change(etc_root, "/etc/netmanager/tuncfg.json", registered, out.net_manager);
  return out;
}

}  // namespace oakprobe::agent
