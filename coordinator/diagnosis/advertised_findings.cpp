#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::diagnosis {
namespace {

std::vector<const evidence::DialEvidence*> resolutions(const FindingBook& book, NodeId worker) {
  std::vector<const evidence::DialEvidence*> found;
  const inventory::Address& address = tunnel_address(book.node(worker));
  for (const std::size_t index : book.to(worker)) {
    const PathState& path = book.state(index);
    if (path.dial && *book.end(index).address == address) found.push_back(&*path.dial);
  }
  return found;
}

// The address is none that a peer can use at all.
bool find_useless_address(FindingBook& book, NodeId worker) {
  const std::string& address = book.facts(worker).netcfg.public_address;
  const auto literal = parse_ip_address(address);
  if (literal && literal->is_v4()) return false;
  NodeFinding finding{worker, FindingCode::advertised_address_name};
  if (address.empty()) finding.code = FindingCode::advertised_address_empty;
  if (literal) finding.code = FindingCode::advertised_address_ipv6;
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
  return true;
}

}  // namespace

void find_public_ipv6(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const auto& way_out = facts.outbound_ipv6;
  const bool asks = facts.netcfg.state == oakestra::FileState::sound &&
                    facts.netcfg.public_address == "0.0.0.0" && facts.netcfg.public_ip_networking;
  static const IpPrefix global{boost::asio::ip::make_address("2000::"), 3};
  if (!asks || !way_out || !global.contains(*way_out)) return;
  NodeFinding finding{worker, FindingCode::advertised_address_ipv6};
  finding.severity = Severity::warning;
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_advertised_address(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  if (facts.netcfg.state != oakestra::FileState::sound) return;
  if (find_useless_address(book, worker)) return;
  const auto told = advertised_address(book.node(worker), facts);
  if (!told) return;
  const inventory::Node& node = book.node(worker);
  const inventory::Address& wanted = tunnel_address(node);
  if (wanted.is_auto() ||
      same_address(wanted, told->address.to_string(), resolutions(book, worker)).value_or(true)) {
    return find_local_address(book, worker);
  }

  NodeFinding finding{worker, FindingCode::advertised_address_mismatch};
  // The inventory has the node as it is inside, and its peers dial a router.
  finding.outranks = untold_forward(node, book.seen(worker)).has_value();
  finding.flows = tunnel_flows(book.check().inventory);
  // An exception of the inventory may lead some peers to what the node advertises.
  finding.only = [advertised = told->address](const FinishedPath& path) {
    return path.dialled() != advertised;
  };
  book.add(finding);
}

void find_stale_address(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const auto advertised = parse_ip_address(facts.netcfg.public_address);
  if (facts.netcfg.state != oakestra::FileState::sound || !advertised || !advertised->is_v4() ||
      advertised->is_unspecified()) {
    return;
  }
  const auto is_own = [&](const IpAddress& address) {
    return owns(book.seen(worker), address).value_or(true);
  };
  if (is_own(*advertised)) return;  // whoever sees another one sees a translation on the way
  const auto flows = tunnel_flows(book.check().inventory);
  const auto is_tunnel = [&](const FinishedPath& path) {
    return std::find(flows.begin(), flows.end(), path.id.flow) != flows.end();
  };
  for (const std::size_t index : book.to(worker)) {
    const FinishedPath& path = book.path(index);
    const bool works =
        path.verdict->status == Status::open || path.verdict->status == Status::degraded;
    if (is_tunnel(path) && works && path.address->ip() == advertised) return;
  }
  std::set<IpAddress> observed;
  NodeId witness{};
  for (const std::size_t index : book.from(worker)) {
    const FinishedPath& path = book.path(index);
    if (!is_tunnel(path) || !path.receipt) continue;
    const IpAddress seen = unmapped(path.receipt->observed_source);
    if (seen.is_unspecified() || is_own(seen)) continue;  // met on its own side of the router
    observed.insert(seen);
    witness = path.id.target;
  }
  if (observed.size() != 1 || *observed.begin() == *advertised) return;
  NodeFinding finding{worker, FindingCode::advertised_address_stale};
  finding.facts.endpoints = {{witness, observed.begin()->to_string(), 0}};
  finding.flows = flows;
  if (tunnel_address(book.node(worker)).ip() == *observed.begin()) {
    finding.severity = Severity::error;  // its mismatch with the inventory blocks the paths
  }
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
