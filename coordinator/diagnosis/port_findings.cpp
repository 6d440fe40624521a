#include "base/limits.hpp"
#include "base/parse_number.hpp"
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
  const auto& dialled = tunnel_address(book.node(worker)).ip();
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
  NodeFinding finding{worker, FindingCode::advertised_port_empty};
  finding.flows = tunnel_flows(book.check().inventory);
  if (facts.netcfg.public_port.empty()) return book.add(finding);
  const auto advertised = parse_port(facts.netcfg.public_port);
  finding.code = FindingCode::advertised_port_invalid;
  if (!advertised) return book.add(finding);
  if (is_told_of_the_outside(book, worker)) return;
  const auto bound = bound_port(facts);
  const Ports ports{*advertised, bound.value_or(*advertised), &book.node(worker).tunnel};
  // A forward that the inventory has to another port leads nowhere, too.
  const bool forward_misses = bound && ports.tunnel->listen &&
                              ports.tunnel->port == ports.advertised &&
                              *ports.tunnel->listen != *bound;
  const bool differ = bound && *bound != ports.advertised;
  finding.code = FindingCode::tunnel_port_mismatch;
  if (forward_misses || (differ && !has_forward(book, worker, ports))) return book.add(finding);
  if (ports.advertised == ports.tunnel->port) return;
  finding.code = FindingCode::advertised_port_mismatch;
  finding.only = [port = ports.advertised](const FinishedPath& path) { return path.port != port; };
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
