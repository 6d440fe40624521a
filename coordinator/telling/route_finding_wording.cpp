#include "base/printable.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/telling/found.hpp"

#include <algorithm>

// Routes with which NetManager does not start, or that its TUN takes over.
namespace oakprobe::telling {
namespace {

constexpr std::size_t routes_told_max = 3;

// "eth0", "eth0 and others: multipath", "unreachable"
std::string described(const evidence::DefaultRoute& route) {
  const std::string interface = excerpt(route.interface);
  return route.next_hops > 1 ? interface + " and others: multipath" : interface;
}

Told tell_no_route_out(const Found& found) {
  return {
      found.name() +
          " has no IPv4 default route in its main table, and NetManager does not start without "
          "one.",
      "Give " + found.name() +
          " an IPv4 default route (`ip route add default via GATEWAY`)."_marked};
}

Told tell_only_route(const Found& found, const evidence::DefaultRoute& route) {
  if (route.next_hops == 0)
    return {
        found.name() + "'s only IPv4 default route is " + described(route) +
            ", which leads to no interface, and NetManager does not start without one.",
        "Give " + found.name() +
            " an IPv4 default route by a gateway in place of that one (`ip -4 route show default`; "
            "`ip route replace default via GATEWAY`)."_marked};
  return {
      found.name() + " has one IPv4 default route over " + std::to_string(route.next_hops) +
          " next hops (multipath), of which NetManager learns no interface: it does not start, "
          "whatever DefaultInterface says.",
      "Split it on " + found.name() +
          " into routes of one next hop each (`ip route replace default via GATEWAY dev "
          "INTERFACE`; `ip route add default via OTHER dev OTHERINTERFACE metric 200`) and set "
          "DefaultInterface in /etc/netmanager/netcfg.json to one of the interfaces."_marked};
}

}  // namespace

Told tell_default_routes(const Found& found) {
  const auto& told = found.facts().default_routes;
  if (!told || told->empty()) return tell_no_route_out(found);
  if (told->size() == 1) return tell_only_route(found, told->front());
  const std::string& chosen = found.facts().netcfg.default_interface;
  std::vector<std::string> interfaces;
  for (const evidence::DefaultRoute& route : *told) interfaces.push_back(described(route));
  return {
      found.name() + " has " + std::to_string(told->size()) + " IPv4 default routes (" +
          listed(interfaces, routes_told_max, ", ") +
          "), and NetManager does not start unless DefaultInterface names one of them" +
          (chosen.empty() ? "." : "; it names " + excerpt(chosen) + "."),
      std::ranges::any_of(*told, is_usable)
          ? "Set DefaultInterface in " + found.name() +
                "'s /etc/netmanager/netcfg.json to the interface of one of them, or remove the "
                "others (`ip -4 route show default`)."_marked
          : "Give " + found.name() +
                " one IPv4 default route of one next hop (`ip -4 route show default`)."_marked};
}

Told tell_captured_addresses(const Found& found) {
  const FindingFacts& facts = found.finding.facts;
  const bool runs = is_tunnel_live(found.seen());
  const bool one = facts.count == 1;
  const auto address = [&](const FoundEndpoint& endpoint) {
    return found.name_of(endpoint.node) + "'s " + endpoint.address;
  };
  return {
      "NetManager's tunnel interface takes " + facts.value + " on " + found.name() + ", and " +
          endpoints_text(found, address, ", ") + (one ? " lies" : " lie") +
          (runs ? " in it: what is sent there goes into NetManager's own interface."
                : " in it: unreachable as soon as NetManager runs."),
      "Give " + found.name() + " a route to " + (one ? address(found.other()) : "them") +
          " that is more specific than " + facts.value +
          " (`ip route add NETWORK/24 via GATEWAY`), or use other addresses."_marked};
}

}  // namespace oakprobe::telling
