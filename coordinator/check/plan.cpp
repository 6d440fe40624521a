#include "coordinator/check/plan.hpp"

#include "inventory/address_text.hpp"

#include <algorithm>

namespace oakprobe::check {
namespace {

// An agent's word is another machine's: what can't be dialled, or is no single machine's, is none.
std::optional<inventory::Address> if_dialled(inventory::Address address) {
  if (!inventory::address_problem(address).empty()) return std::nullopt;
  if (address.is_auto()) return std::nullopt;  // a name, by its letters
  return address;
}

}  // namespace

std::optional<inventory::Address> told_address(const evidence::Facts& facts) {
  // NetManager takes 0.0.0.0 for "find out yourself".
  const std::string& advertised = facts.netcfg.public_address;
  if (!advertised.empty() && advertised != "0.0.0.0") return if_dialled(advertised);
  if (facts.outbound_address) return if_dialled(facts.outbound_address->to_string());
  return std::nullopt;
}

std::optional<std::uint16_t> bound_tunnel_port(const evidence::Facts& facts) {
  if (facts.tuncfg.state == oakestra::FileState::missing ||
      facts.tuncfg.state == oakestra::FileState::unseen) {
    return std::nullopt;
  }
  // Changed meanwhile, the file says nothing of the NetManager that runs: its socket does.
  const oakestra::WorkerProgram& program = facts.net_manager;
  const bool newer = std::ranges::find(program.newer_files, "/etc/netmanager/tuncfg.json") !=
                     program.newer_files.end();
  if (newer && program.udp_ports && program.udp_ports->size() == 1)
    return program.udp_ports->front();
  const std::int64_t port = facts.tuncfg.port;
  if (port < 1 || port > 65'535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

std::optional<inventory::Address> node_address(
    const inventory::Node& node, const evidence::Facts& facts
) {
  if (!node.address.is_auto()) return node.address;
  return told_address(facts);
}

DialledPath dialled_path(
    const inventory::Inventory& inventory,
    const inventory::ExpectedPath& path,
    const evidence::Facts& target_facts
) {
  DialledPath dialled;
  dialled.expected = path;
  dialled.address =
      path.address->is_auto() ? told_address(target_facts).value_or("") : *path.address;
  dialled.listen.protocol = inventory.flow(path.id.flow).protocol;
  dialled.listen.port =
      path.listen ? *path.listen : bound_tunnel_port(target_facts).value_or(path.port);
  return dialled;
}

std::vector<bool> touched_nodes(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan
) {
  std::vector<bool> touched(inventory.nodes.size());
  plans::for_each_path(inventory, selection, plan, [&](const inventory::ExpectedPath& path) {
    touched[index_of(path.id.source)] = true;
    touched[index_of(path.id.target)] = true;
  });
  return touched;
}

std::optional<evidence::Question> question_of(const inventory::Flow& flow, bool tls) {
  if (!is_asked(flow.service)) return std::nullopt;
  evidence::Question question;
  question.service = flow.service;
  question.tls = tls;
  if (flow.service != Service::http) return question;
  question.path = flow.ask;
  question.long_path = flow.ask_long;
  question.known = flow.answer;
  return question;
}

evidence::DialMode dial_mode(const inventory::Flow& flow, const evidence::ArmedPort* listener) {
  using evidence::DialMode;
  if (flow.protocol == Protocol::udp) return DialMode::exchange;
  if (flow.expect == inventory::Expect::closed) return DialMode::bare;
  const bool stand_in = listener != nullptr && listener->mode == evidence::ListenMode::stand_in;
  if (stand_in) return DialMode::exchange;
  // Another run's stand-ins are no service. Where nothing seems to listen a question is put too:
  // a port that Docker publishes needs no listener.
  const bool agent = listener != nullptr && listener->process == evidence::agent_process;
  return !agent && question_of(flow, false) ? DialMode::question : DialMode::bare;
}

}  // namespace oakprobe::check
