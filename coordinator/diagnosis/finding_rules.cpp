#include "coordinator/diagnosis/finding_rules.hpp"

#include "coordinator/diagnosis/advertised.hpp"

#include <algorithm>
#include <strings.h>

namespace oakprobe::diagnosis {
namespace {

bool has(const evidence::DialEvidence& dial, const IpAddress& address) {
  if (dial.dialled && unmapped(*dial.dialled) == address) return true;
  return std::any_of(dial.alternatives.begin(), dial.alternatives.end(), [&](const IpAddress& one) {
    return unmapped(one) == address;
  });
}

}  // namespace

std::vector<FlowId> tunnel_flows(const inventory::Inventory& inventory) {
  std::vector<FlowId> flows;
  for (std::size_t i = 0; i < inventory.flows.size(); ++i) {
    const inventory::Flow& flow = inventory.flows[i];
    if (!flow.port && flow.expect == inventory::Expect::open) {
      flows.push_back(FlowId{static_cast<std::uint16_t>(i)});
    }
  }
  return flows;
}

std::vector<FlowId> flow_named(const inventory::Inventory& inventory, std::string_view id) {
  const auto flow = inventory.find_flow(id);
  if (!flow || inventory.flow(*flow).expect != inventory::Expect::open) return {};
  return {*flow};
}

std::string_view path_of(WorkerFile file) {
  switch (file) {
    case WorkerFile::netcfg:
      return "/etc/netmanager/netcfg.json";
    case WorkerFile::tuncfg:
      return "/etc/netmanager/tuncfg.json";
    case WorkerFile::conf:
      return "/etc/oakestra/conf.json";
  }
  return "";
}

bool is_newer(const oakestra::WorkerProgram& program, WorkerFile file) {
  return std::ranges::find(program.newer_files, path_of(file)) != program.newer_files.end();
}

bool is_tunnel_live(const NodeObservation& worker) {
  const auto port = bound_port(worker.facts);
  return std::any_of(
      worker.armed.begin(),
      worker.armed.end(),
      [&](const evidence::ArmedPort& armed) {
        return armed.mode == evidence::ListenMode::live && armed.port.protocol == Protocol::udp &&
               port == std::optional<std::int64_t>(armed.port.port);
      }
  );
}

std::optional<bool> same_address(
    const inventory::Address& wanted,
    std::string_view configured,
    const std::vector<const evidence::DialEvidence*>& resolved
) {
  const auto& ours = wanted.ip();
  const auto theirs = parse_ip_address(configured);
  if (ours && theirs) return *ours == *theirs;
  if (!ours && !theirs) {
    const bool equal =
        wanted.text().size() == configured.size() &&
        ::strncasecmp(wanted.text().data(), configured.data(), configured.size()) == 0;
    return equal ? std::optional(true) : std::nullopt;
  }
  if (!theirs) return std::nullopt;
  bool known = false;
  for (const evidence::DialEvidence* dial : resolved) {
    known = known || dial->dialled.has_value();
    if (has(*dial, *theirs)) return true;
  }
  return known ? std::optional(false) : std::nullopt;
}

}  // namespace oakprobe::diagnosis
