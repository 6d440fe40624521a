#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "oakestra/misspelling.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::diagnosis {
namespace {

std::string file(const std::string& node) { return node + "'s /etc/netmanager/netcfg.json"; }

// "; the file has NodePublicAdress, which NetManager does not know": where one is near.
std::string misspelling(const oakestra::NetManagerConfig& netcfg, std::string_view key) {
  const auto found = std::ranges::find_if(netcfg.unknown_keys, [key](const std::string& word) {
    return oakestra::is_misspelling_of(word, key);
  });
  if (found == netcfg.unknown_keys.end()) return "";
  return "; the file has " + *found + ", which NetManager does not know";
}

std::vector<const evidence::DialEvidence*> resolutions(const FindingBook& book, NodeId worker) {
  std::vector<const evidence::DialEvidence*> found;
  const std::string& address = inventory_tunnel_address(book.node(worker));
  for (const std::size_t index : book.to(worker)) {
    const PathState& path = book.state(index);
    if (path.dial && *book.end(index).address == address) found.push_back(&*path.dial);
  }
  return found;
}

// The address is none that a peer can use at all.
bool find_useless_address(FindingBook& book, NodeId worker) {
  const oakestra::NetManagerConfig& netcfg = book.facts(worker).netcfg;
  const std::string& name = book.node(worker).name;
  const std::string& address = netcfg.public_address;
  const std::string wanted = inventory_tunnel_address(book.node(worker));
  const auto literal = parse_ip_address(address);
  if (literal && literal->is_v4()) return false;
  NodeFinding finding{worker, FindingCode::advertised_address_name};
  if (address.empty()) {
    finding.code = FindingCode::advertised_address_empty;
    finding.message = file(name) + " has no NodePublicAddress" +
                      misspelling(netcfg, "NodePublicAddress") +
                      ": it advertises an empty address, and no peer can dial it.";
  } else if (literal) {
    finding.code = FindingCode::advertised_address_ipv6;
    finding.message = name + " advertises the IPv6 address " + address +
                      " for its tunnel, and NetManager's peers can only dial IPv4.";
  } else {
    finding.message = name + " advertises " + in_quotes(address) +
                      " for its tunnel, and NetManager's peers take only an IPv4 address, no name.";
  }
  finding.fix =
      "Set NodePublicAddress in " + file(name) + " to " +
      (parse_ip_address(wanted) ? wanted : std::string("the IPv4 address that peers dial")) +
      " and restart NetManager and NodeEngine.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
  return true;
}

std::string_view how_it_advertises(Advertised::Origin origin) {
  switch (origin) {
    case Advertised::Origin::configured:
      return " advertises ";
    case Advertised::Origin::found_out:
      return "'s NetManager finds out its address itself (NodePublicAddress 0.0.0.0) and "
             "advertises ";
    case Advertised::Origin::public_ip:
      return " leaves its address to conf.json (NodePublicAddress 0.0.0.0, public_ip there) and "
             "advertises ";
  }
  return " advertises ";
}

}  // namespace

void find_public_ipv6(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  const auto& way_out = facts.outbound_ipv6;
  const bool asks = facts.netcfg.state == oakestra::FileState::sound &&
                    facts.netcfg.public_address == "0.0.0.0" && facts.netcfg.public_ip_networking;
  static const IpPrefix global{boost::asio::ip::make_address("2000::"), 3};
  if (!asks || !way_out || !global.contains(*way_out)) return;
  const std::string& name = book.node(worker).name;
  NodeFinding finding{worker, FindingCode::advertised_address_ipv6};
  finding.severity = Severity::warning;
  finding.message =
      name +
      " asks a service on the internet for its address (PublicIPNetworking), and can "
      "ask it over IPv6 (from " +
      way_out->to_string() +
      "): it may advertise an IPv6 address then, which NetManager's peers can't dial.";
  finding.fix = "Set NodePublicAddress in " + file(name) +
                " to the IPv4 address that peers dial, with PublicIPNetworking false.";
  finding.flows = tunnel_flows(book.check().inventory);
  book.add(finding);
}

void find_advertised_address(FindingBook& book, NodeId worker) {
  const evidence::Facts& facts = book.facts(worker);
  if (facts.netcfg.state != oakestra::FileState::sound) return;
  if (find_useless_address(book, worker)) return;
  const auto told = advertised_address(book.node(worker), facts);
  if (!told) return;
  const std::string advertised = told->address.to_string();
  const inventory::Node& node = book.node(worker);
  const std::string& wanted = inventory_tunnel_address(node);
  if (wanted == inventory::address_auto ||
      same_address(wanted, advertised, resolutions(book, worker)).value_or(true)) {
    return find_local_address(book, worker);
  }

  NodeFinding finding{worker, FindingCode::advertised_address_mismatch};
  finding.message = node.name + std::string(how_it_advertises(told->origin)) + advertised +
                    " for its tunnel, so that is what peers dial, not the inventory's " + wanted +
                    ".";
  finding.fix = "Set NodePublicAddress in " + file(node.name) + " to " + wanted +
                " and restart NetManager and NodeEngine; or, if " + advertised +
                " is right, give that in the inventory and check again.";
  // The inventory has the node as it is inside, and its peers dial a router.
  const std::int64_t bound = bound_port(facts).value_or(node.tunnel.port);
  const bool ports_known = parse_port(facts.netcfg.public_port) && bound > 0 && bound <= UINT16_MAX;
  if (const auto outside = untold_translation(node, book.seen(worker)); outside && ports_known) {
    finding.outranks = true;
    finding.fix = name_the_forward(node, *outside, facts.netcfg.public_port, bound) +
                  ". If there is no such router, set NodePublicAddress in " + file(node.name) +
                  " to " + wanted + " and restart NetManager and NodeEngine.";
  }
  finding.flows = tunnel_flows(book.check().inventory);
  // An exception of the inventory may lead some peers to what the node advertises.
  finding.only = [advertised](const FinishedPath& path) {
    const auto dialled = dialled_address(path.dial ? &*path.dial : nullptr, *path.address);
    return dialled != parse_ip_address(advertised);
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
    if (is_tunnel(path) && works && parse_ip_address(*path.address) == advertised) return;
  }
  std::set<IpAddress> observed;
  std::string witness;
  for (const std::size_t index : book.from(worker)) {
    const FinishedPath& path = book.path(index);
    if (!is_tunnel(path) || !path.receipt) continue;
    const IpAddress seen = unmapped(path.receipt->observed_source);
    if (seen.is_unspecified() || is_own(seen)) continue;  // met on its own side of the router
    observed.insert(seen);
    witness = book.node(path.id.target).name;
  }
  if (observed.size() != 1 || *observed.begin() == *advertised) return;
  const std::string& name = book.node(worker).name;
  const std::string seen = observed.begin()->to_string();
  NodeFinding finding{worker, FindingCode::advertised_address_stale};
  finding.message = name + " advertises " + advertised->to_string() + ", and " + witness +
                    " sees it come from " + seen + ": its public address may have changed.";
  finding.fix = "If " + seen + " is its address now, set NodePublicAddress in " + file(name) +
                " to it (or \"0.0.0.0\" with PublicIPNetworking true), and the inventory's.";
  finding.flows = flows;
  if (parse_ip_address(inventory_tunnel_address(book.node(worker))) == *observed.begin()) {
    finding.severity = Severity::error;  // its mismatch with the inventory blocks the paths
  }
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
