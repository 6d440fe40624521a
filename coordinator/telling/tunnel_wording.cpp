#include "coordinator/telling/tunnel_wording.hpp"

#include "base/printable.hpp"
#include "coordinator/telling/marked_text.hpp"

namespace oakprobe::telling {
namespace {

using oakestra::WorkerProgram;

std::string duration_text(std::uint32_t seconds) {
  constexpr std::uint32_t minute = 60;
  constexpr std::uint32_t hour = 60 * minute;
  constexpr std::uint32_t day = 24 * hour;
  if (seconds < 2 * minute) return std::to_string(seconds) + " s";
  if (seconds < 2 * hour) return std::to_string(seconds / minute) + " min";
  if (seconds < 2 * day) return std::to_string(seconds / hour) + " h";
  return std::to_string(seconds / day) + " days";
}

std::string why_not_registered(const evidence::Facts& facts) {
  const WorkerProgram& node_engine = facts.node_engine_program;
  if (!node_engine.runs())
    return "NodeEngine, which registers it, does not run (while its cluster does not answer it "
           "ends, "
           "and starts anew after 30 s)";
  const std::string who = running_text("NodeEngine", node_engine);
  // Whole seconds: one more may be a few milliseconds.
  if (node_engine.running_s > facts.net_manager.running_s + 1)
    return who + " is older, and registers a NetManager once, at its own start";
  return who + " has not registered it, or its registration came to nothing";
}

std::string last_error_text(const WorkerProgram& program) {
  const std::string& error = program.log.last_error;
  return error.empty() ? "" : "; the last error in its log: " + excerpt(error);
}

}  // namespace

std::string running_text(std::string_view name, const WorkerProgram& program) {
  return std::string(name) + " (pid " + std::to_string(program.pid) + ", running for " +
         duration_text(program.running_s) + ")";
}

std::string tunnel_trouble(
    const inventory::Node& worker, const evidence::Facts& facts, TunnelState state
) {
  const WorkerProgram& net_manager = facts.net_manager;
  switch (state) {
    case TunnelState::stopped:
      return "NetManager is installed on " + worker.name + " (" +
             excerpt(net_manager.installed_as) + ") and does not run";
    case TunnelState::not_registered:
      return running_text("NetManager", net_manager) + " on " + worker.name +
             " waits to be registered, and has no tunnel until then: " + why_not_registered(facts) +
             last_error_text(net_manager);
    case TunnelState::half_dead:
      return running_text("NetManager", net_manager) + " on " + worker.name +
             " was to be registered, which came to nothing, and takes every further time for done: "
             "without a restart there will be no tunnel" +
             last_error_text(net_manager);
    case TunnelState::other_port:
      return running_text("NetManager", net_manager) + " on " + worker.name + " listens on udp " +
             std::to_string(net_manager.udp_ports->front()) + ", not on " +
             std::to_string(expected_tunnel_port(worker, facts));
    case TunnelState::unknown:
    case TunnelState::not_installed:
    case TunnelState::runs:
      return "";
  }
  return "";
}

std::string restart_both_on(const inventory::Node& worker) {
  return "On " + worker.name +
         " restart NetManager, and then NodeEngine, which registers it: `systemctl restart "
         "netmanager && systemctl restart nodeengine`"_marked;
}

std::string tunnel_remedy(
    const inventory::Node& worker, const evidence::Facts& facts, TunnelState state
) {
  if (state == TunnelState::stopped)
    return "On " + worker.name +
           " start NetManager, and then NodeEngine anew, which registers it: `systemctl start "
           "netmanager && systemctl restart nodeengine`"_marked;
  if (state == TunnelState::half_dead && !facts.net_manager.log.last_error.empty())
    return "Mend what the last error in its log names, or it comes to nothing again. " +
           restart_both_on(worker);
  return restart_both_on(worker);
}

std::string name_the_forward(
    const inventory::Node& node,
    const IpAddress& translated,
    std::string_view advertised_port,
    std::int64_t bound_port
) {
  const std::string address = translated.to_string();
  const std::string port = excerpt(advertised_port);
  const std::string bound = std::to_string(bound_port);
  return "If the router that has " + address + " forwards udp " + port + " to " + node.name +
         "'s " + bound + ", give " + node.name + " tunnel: {address: " + address +
         ", port: " + port + ", listen: " + bound + "} in the inventory, and check again";
}

}  // namespace oakprobe::telling
