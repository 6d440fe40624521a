#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "oakestra/overlay.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::diagnosis {
namespace {

constexpr std::size_t captured_told_max = 3;

bool is_deployed(const evidence::Facts& facts) {
  return facts.netcfg.state == oakestra::FileState::sound ||
         facts.netcfg.state == oakestra::FileState::broken;
}

// What NetManager's TUN takes of the address's family.
std::optional<IpPrefix> overlay_of(const evidence::Facts& facts, const IpAddress& address) {
  return address.is_v4() ? oakestra::overlay_ipv4(facts.tuncfg)
                         : oakestra::overlay_ipv6(facts.tuncfg);
}

// The TUN's route would win: no other one to the address is longer.
bool is_captured(const evidence::Facts& facts, const IpAddress& address) {
  const auto overlay = overlay_of(facts, address);
  if (!overlay || !overlay->contains(address)) return false;
  return std::none_of(facts.routes.begin(), facts.routes.end(), [&](const IpPrefix& route) {
    return route.length > overlay->length && route.contains(address);
  });
}

}  // namespace

void find_default_routes(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  if (!facts.default_routes) return;
  const auto& routes = *facts.default_routes;
  const bool only_one = routes.size() == 1;
  const bool is_chosen = std::ranges::any_of(routes, [&](const evidence::DefaultRoute& route) {
    return is_usable(route) && (only_one || route.interface == facts.netcfg.default_interface);
  });
  if (is_chosen && (only_one || !facts.netcfg.default_interface.empty())) return;
  NodeFinding finding{worker, FindingCode::several_default_routes};
  if (routes.empty() || (only_one && routes.front().next_hops == 0))
    finding.code = FindingCode::no_default_route;
  finding.flows = tunnel_flows(book.check().inventory);
  // Before a deployment, or with NetManager running, nothing fails of it yet.
  if (!is_deployed(facts) || is_tunnel_live(book.seen(worker))) {
    finding.severity = Severity::warning;
  }
  book.add(finding);
}

void find_captured_addresses(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  if (facts.addresses.empty()) return;
  const bool runs = is_tunnel_live(book.seen(worker));
  std::set<IpAddress> captured;
  std::set<FlowId> flows;
  const auto is_routed_otherwise = [&](const IpAddress& address) {
    const auto& others = book.seen(worker).policy_routed;
    return std::find(others.begin(), others.end(), address) != others.end();
  };
  const auto is_taken = [&](const FinishedPath& path) {
    const auto dialled = path.dialled();
    if (!dialled || path.id.source == path.id.target) return false;
    const bool proved_past_the_tun = runs && path.verdict->status == Status::open;
    return !proved_past_the_tun && is_captured(facts, *dialled) && !is_routed_otherwise(*dialled) &&
           !owns(book.seen(worker), *dialled).value_or(true);
  };
  FindingFacts told;
  for (const std::size_t index : book.from(worker)) {
    const FinishedPath& path = book.path(index);
    const inventory::Flow& flow = book.check().inventory.flow(path.id.flow);
    if (flow.expect != inventory::Expect::open || !is_taken(path)) continue;
    flows.insert(path.id.flow);
    const auto dialled = path.dialled();
    if (captured.insert(*dialled).second && captured.size() <= captured_told_max)
      told.endpoints.push_back({path.id.target, dialled->to_string(), 0});
  }
  if (captured.empty()) return;
  told.count = captured.size();
  told.value = overlay_of(facts, *captured.begin())->to_string();
  NodeFinding finding{worker, FindingCode::address_in_overlay_range};
  finding.facts = std::move(told);
  finding.flows.assign(flows.begin(), flows.end());
  finding.only = is_taken;
  finding.restates = runs;
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
