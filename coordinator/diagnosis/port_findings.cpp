#include "base/limits.hpp"
#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

// What was told of the tunnel's ports, held against each other.
struct Ports {
  std::uint16_t advertised = 0;
  std::int64_t bound = 0;
  const inventory::Tunnel* tunnel = nullptr;
};

// The worker's own rules lead it on, to a port that NetManager holds: else it would not be open.
bool is_redirected_there(const FinishedPath& path) {
  return path.sights && !(*path.sights)[evidence::Sight::redirected].empty();
}

// A peer's probe went to the advertised port and arrived at the bound one: there is a forward,
// whoever wrote it down.
bool is_forward_proved(const FindingBook& book, NodeId worker, const Ports& ports) {
  const auto flows = tunnel_flows(book.check().inventory);
  const auto paths = book.to(worker);
  return std::any_of(paths.begin(), paths.end(), [&](std::size_t index) {
    const FinishedPath& path = book.path(index);
    const bool works =
        path.verdict->status == Status::open || path.verdict->status == Status::degraded;
    return works && std::find(flows.begin(), flows.end(), path.id.flow) != flows.end() &&
           path.port == ports.advertised &&
           (path.listen_port == ports.bound || is_redirected_there(path));
  });
}

// The inventory's port is not the usual one, and leads to a router, not to the node: a forward
// must be there, and what it leads to is what the node binds.
bool is_forward_implied(const FindingBook& book, NodeId worker, const Ports& ports) {
  const auto dialled = parse_ip_address(inventory_tunnel_address(book.node(worker)));
  const bool elsewhere = dialled && owns(book.seen(worker), *dialled) == std::optional(false);
  return elsewhere && ports.tunnel->port == ports.advertised &&
         ports.advertised != tunnel_port_default;
}

bool has_forward(const FindingBook& book, NodeId worker, const Ports& ports) {
  if (ports.tunnel->listen) {
    return ports.tunnel->port == ports.advertised && *ports.tunnel->listen == ports.bound;
  }
  return is_forward_implied(book, worker, ports) || is_forward_proved(book, worker, ports);
}

// The port that the router's forward leads to, where the inventory has one; else what peers dial.
std::uint16_t led_to(const Ports& ports) {
  const bool forwarded = ports.tunnel->listen && ports.tunnel->port == ports.advertised;
  return forwarded ? *ports.tunnel->listen : ports.advertised;
}

void tell_unbound(FindingBook& book, NodeId worker, const Ports& ports) {
  const std::string& name = book.node(worker).name;
  const std::string advertised = std::to_string(ports.advertised);
  const std::string bound = std::to_string(ports.bound);
  const std::string wanted = std::to_string(led_to(ports));
  const bool forwarded = led_to(ports) != ports.advertised;
  const bool missing = book.facts(worker).tuncfg.state == oakestra::FileState::missing;
  NodeFinding finding{worker, FindingCode::tunnel_port_mismatch};
  finding.message = name + " advertises tunnel port " + advertised +
                    " (NodePublicPort in netcfg.json)" +
                    (forwarded ? ", forwarded to " + wanted + "," : "") + " but binds " + bound +
                    (missing ? " (NetManager's default; there is no tuncfg.json)"
                             : " (TunnelPort in tuncfg.json)") +
                    ", so nobody listens where its peers dial.";
  finding.fix = "On " + name + " set TunnelPort in /etc/netmanager/tuncfg.json to " + wanted +
                (forwarded ? "" : ", or NodePublicPort in netcfg.json to \"" + bound + "\"") +
                ", and restart NetManager and NodeEngine; if a router forwards " + advertised +
                " to " + bound + ", say so in the inventory: tunnel: {port: " + advertised +
                ", listen: " + bound + "}.";
  // To change what works inside of a router would break what it forwards.
  const inventory::Node& node = book.node(worker);
  if (const auto outside = translated_address(node, book.seen(worker)); outside && !forwarded)
    finding.fix = name_the_forward(node, *outside, advertised, ports.bound) +
                  ". If there is no such forward, make one.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void tell_undialled(FindingBook& book, NodeId worker, const Ports& ports) {
  const std::string& name = book.node(worker).name;
  const std::string advertised = std::to_string(ports.advertised);
  const std::string wanted = std::to_string(ports.tunnel->port);
  NodeFinding finding{worker, FindingCode::advertised_port_mismatch};
  finding.message = name + " advertises tunnel port " + advertised +
                    " (NodePublicPort in netcfg.json), so that is what peers dial, not the "
                    "inventory's " +
                    wanted + ".";
  finding.fix = "On " + name + " set NodePublicPort in /etc/netmanager/netcfg.json to \"" + wanted +
                "\" and restart NetManager and NodeEngine; or, if " + advertised +
                " is right, give tunnel: {port: " + advertised +
                "} in the inventory and check again.";
  // What it binds and what it advertises agree: to change the one alone would break a tunnel.
  if (bound_port(book.facts(worker)) == std::optional<std::int64_t>(ports.advertised))
    finding.fix = "If " + advertised + " is right, which it binds, too, give " + name +
                  " tunnel: {port: " + advertised +
                  "} in the inventory and check again; else set NodePublicPort in "
                  "/etc/netmanager/netcfg.json and TunnelPort in tuncfg.json to " +
                  wanted + " and restart NetManager and NodeEngine.";
  finding.flows = tunnel_flows(book.check().inventory);
  finding.only = [port = ports.advertised](const FinishedPath& path) { return path.port != port; };
  book.add(finding);
}

void tell_no_port(FindingBook& book, NodeId worker, FindingCode code) {
  const std::string& name = book.node(worker).name;
  const std::string& text = book.facts(worker).netcfg.public_port;
  NodeFinding finding{worker, code};
  finding.message =
      name + "'s /etc/netmanager/netcfg.json has " +
      (text.empty() ? std::string("no NodePublicPort") : "the NodePublicPort " + in_quotes(text)) +
      ": the cluster loses what this worker reports of its services, and no peer learns of them.";
  finding.fix = "Set NodePublicPort to \"" + std::to_string(book.node(worker).tunnel.port) +
                "\" and restart NetManager and NodeEngine.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

// What peers dial is a router that the inventory does not know of: then its port is that router's.
bool is_told_of_the_outside(const FindingBook& book, NodeId worker) {
  const auto& findings = book.check().nodes[index_of(worker)].findings;
  return untold_translation(book.node(worker), book.seen(worker)) &&
         std::ranges::any_of(findings, [](const Finding& one) {
           return one.code == FindingCode::advertised_address_mismatch;
         });
}

}  // namespace

void find_advertised_port(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  if (facts.netcfg.state != oakestra::FileState::sound) return;
  if (facts.netcfg.public_port.empty()) {
    return tell_no_port(book, worker, FindingCode::advertised_port_empty);
  }
  const auto advertised = parse_port(facts.netcfg.public_port);
  if (!advertised) return tell_no_port(book, worker, FindingCode::advertised_port_invalid);
  if (is_told_of_the_outside(book, worker)) return;
  const auto bound = bound_port(facts);
  const Ports ports{*advertised, bound.value_or(*advertised), &book.node(worker).tunnel};
  // A forward that the inventory has to another port leads nowhere, too.
  const bool forward_misses = bound && ports.tunnel->listen &&
                              ports.tunnel->port == ports.advertised &&
                              *ports.tunnel->listen != *bound;
  const bool differ = bound && *bound != ports.advertised;
  if (forward_misses || (differ && !has_forward(book, worker, ports))) {
    return tell_unbound(book, worker, ports);
  }
  if (ports.advertised != ports.tunnel->port) tell_undialled(book, worker, ports);
}

}  // namespace oakprobe::diagnosis
