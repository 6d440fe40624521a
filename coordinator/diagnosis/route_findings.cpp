#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "oakestra/overlay.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::diagnosis {
namespace {

constexpr std::size_t addresses_told_max = 3;

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

std::string listed(const std::vector<std::string>& words) {
  return oakprobe::listed(words, addresses_told_max, ", ");
}

// NetManager's netlink library tells an interface of it: there is exactly one next hop.
bool is_usable(const evidence::DefaultRoute& route) { return route.next_hops == 1; }

// "eth0", "eth0 and others: multipath", "unreachable"
std::string described(const evidence::DefaultRoute& route) {
  const std::string interface = excerpt(route.interface);
  return route.next_hops > 1 ? interface + " and others: multipath" : interface;
}

}  // namespace

void find_default_routes(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  if (!facts.default_routes) return;
  const auto& routes = *facts.default_routes;
  const std::string& chosen = facts.netcfg.default_interface;
  const std::string& name = book.node(worker).name;
  const bool some_usable = std::any_of(routes.begin(), routes.end(), is_usable);
  const bool only_one = routes.size() == 1;
  if (only_one && some_usable) return;
  NodeFinding finding{worker, FindingCode::several_default_routes};
  if (routes.empty()) {
    finding.code = FindingCode::no_default_route;
    finding.message =
        name +
        " has no IPv4 default route in its main table, and NetManager does not start without one.";
    finding.fix = "Give " + name + " an IPv4 default route (ip route add default via GATEWAY).";
  } else if (only_one && routes.front().next_hops == 0) {
    finding.code = FindingCode::no_default_route;
    finding.message = name + "'s only IPv4 default route is " + described(routes.front()) +
                      ", which leads to no interface, and NetManager does not start without one.";
    finding.fix = "Give " + name +
                  " an IPv4 default route by a gateway in place of that one (ip -4 route show "
                  "default; ip route replace default via GATEWAY).";
  } else if (only_one) {
    finding.message =
        name + " has one IPv4 default route over " + std::to_string(routes.front().next_hops) +
        " next hops (multipath), of which NetManager learns no interface: it does not "
        "start, whatever DefaultInterface says.";
    finding.fix =
        "Split it on " + name +
        " into routes of one next hop each (ip route replace default via GATEWAY dev "
        "INTERFACE; ip route add default via OTHER dev OTHERINTERFACE metric 200) and set "
        "DefaultInterface in /etc/netmanager/netcfg.json to one of the interfaces.";
  } else {
    std::vector<std::string> interfaces;
    for (const evidence::DefaultRoute& route : routes) interfaces.push_back(described(route));
    const bool found = std::any_of(routes.begin(), routes.end(), [&](const auto& route) {
      return is_usable(route) && route.interface == chosen;
    });
    if (!chosen.empty() && found) return;
    finding.message = name + " has " + std::to_string(routes.size()) + " IPv4 default routes (" +
                      listed(interfaces) +
                      "), and NetManager does not "
                      "start unless DefaultInterface names one of them" +
                      (chosen.empty() ? "." : "; it names " + excerpt(chosen) + ".");
    finding.fix = some_usable
                      ? "Set DefaultInterface in " + name +
                            "'s /etc/netmanager/netcfg.json to the interface of one of them, or "
                            "remove the others (ip -4 route show default)."
                      : "Give " + name +
                            " one IPv4 default route of one next hop (ip -4 route show default).";
  }
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
    const auto dialled = dialled_address(path.dial ? &*path.dial : nullptr, *path.address);
    if (!dialled || path.id.source == path.id.target) return false;
    const bool proved_past_the_tun = runs && path.verdict->status == Status::open;
    return !proved_past_the_tun && is_captured(facts, *dialled) && !is_routed_otherwise(*dialled) &&
           !owns(book.seen(worker), *dialled).value_or(true);
  };
  std::vector<std::string> told;
  for (const std::size_t index : book.from(worker)) {
    const FinishedPath& path = book.path(index);
    const inventory::Flow& flow = book.check().inventory.flow(path.id.flow);
    if (flow.expect != inventory::Expect::open || !is_taken(path)) continue;
    flows.insert(path.id.flow);
    const auto dialled = dialled_address(path.dial ? &*path.dial : nullptr, *path.address);
    if (captured.insert(*dialled).second) {
      told.push_back(book.node(path.id.target).name + "'s " + dialled->to_string());
    }
  }
  if (told.empty()) return;
  const std::string& name = book.node(worker).name;
  const std::string range = overlay_of(facts, *captured.begin())->to_string();
  NodeFinding finding{worker, FindingCode::address_in_overlay_range};
  finding.message = "NetManager's tunnel interface takes " + range + " on " + name + ", and " +
                    listed(told) + (told.size() == 1 ? " lies" : " lie") +
                    (runs ? " in it: what is sent there goes into NetManager's own interface."
                          : " in it: unreachable as soon as NetManager runs.");
  finding.fix = "Give " + name + " a route to " + (told.size() == 1 ? told.front() : "them") +
                " that is more specific than " + range +
                " (ip route add NETWORK/24 via GATEWAY), or use other addresses.";
  finding.flows.assign(flows.begin(), flows.end());
  finding.only = is_taken;
  finding.restates = runs;
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
