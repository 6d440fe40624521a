#include "coordinator/firewall/doubt_book.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"

#include <algorithm>

namespace oakprobe::firewall {
namespace {

constexpr std::size_t named_max = 8;  // nodes in a line

}  // namespace

void DoubtBook::add(std::optional<NodeId> node, std::string_view text) {
  std::string line = printable(text);
  if (told_.emplace(node, line).second) doubts_[node].push_back(std::move(line));
}

// An inventory gives the addresses that are dialled, and so often one family of those who dial.
void DoubtBook::family(
    const inventory::DialledEndpoint& dialled, NodeId target, const Rule& rule, const PeerSet& set
) {
  const auto& address = dialled.address->ip();
  for (const bool is_v4 : {true, false}) {
    if (address ? address->is_v4() != is_v4 : !(is_v4 ? rule.ipv4 : rule.ipv6)) continue;
    const std::string names = names_but(is_v4 ? set.without_ipv4 : set.without_ipv6, target);
    if (names.empty()) continue;
    const std::string family = is_v4 ? "IPv4" : "IPv6";
    add(target,
        inventory_.node(target).name + " is dialled at " + dialled.address->text() +
            (address ? "" : ", which may be an " + family + " address") +
            ", and the inventory has no " + family + " address of " + names +
            ": say it as `bind`, or add it to the set " + set.name);
  }
}

void DoubtBook::tunnel(
    const inventory::Flow& flow, const inventory::DialledEndpoint& dialled, NodeId target
) {
  if (flow.port || dialled.listen || dialled.port == tunnel_port_default) return;
  add(target,
      "whether " + inventory_.node(target).name + "'s NetManager listens on " +
          std::to_string(dialled.port) +
          " (TunnelPort in tuncfg.json) the inventory does not say: give `tunnel.listen`");
}

void DoubtBook::ssh_families(std::span<const IpPrefix> from) {
  if (from.empty()) return;
  for (const bool is_v4 : {true, false}) {
    const auto is_of_it = [is_v4](const IpPrefix& block) { return block.address.is_v4() == is_v4; };
    if (std::ranges::none_of(from, is_of_it))
      add(std::nullopt,
          std::string("--ssh-from has no address of IPv") + (is_v4 ? "4" : "6") +
              ": ssh over it is closed");
  }
}

void DoubtBook::unknown_addresses(std::span<const PeerSet> sets) {
  std::vector<NodeId> unknown;
  for (const PeerSet& set : sets)
    unknown.insert(unknown.end(), set.unknown.begin(), set.unknown.end());
  std::ranges::sort(unknown);
  unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
  if (unknown.empty()) return;
  std::vector<std::string> names;
  for (const NodeId id : unknown) names.push_back(inventory_.node(id).name);
  add(std::nullopt,
      "nobody knows from which address " + listed(names, named_max) +
          " will come (a DNS name, or auto): say it as `bind`, or add it to the sets");
}

void DoubtBook::missing_clients() {
  const auto is_client = [](const inventory::Node& node) {
    return node.roles.has(inventory::Role::client);
  };
  if (std::ranges::none_of(inventory_.nodes, is_client))
    add(std::nullopt,
        "the inventory has no client: nobody but the deployment itself gets to the root's API");
}

std::vector<std::string> DoubtBook::take(std::optional<NodeId> node) {
  return std::exchange(doubts_[node], {});
}

std::string DoubtBook::names_but(std::span<const NodeId> ids, NodeId one) const {
  std::vector<std::string> names;
  for (const NodeId id : ids) {
    if (names.size() == named_max) break;
    if (id != one) names.push_back(inventory_.node(id).name);
  }
  const std::size_t others = ids.size() - (std::ranges::binary_search(ids, one) ? 1 : 0);
  const std::size_t more = others - names.size();
  return join(names) + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

}  // namespace oakprobe::firewall
