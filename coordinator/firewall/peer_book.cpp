#include "coordinator/firewall/peer_book.hpp"

#include "base/ascii.hpp"
#include "coordinator/firewall/address_cover.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace oakprobe::firewall {
namespace {

using inventory::Node;
using inventory::Role;

struct RoleWord {
  Role role{};
  std::string_view plural;
};

constexpr std::array role_words{
    RoleWord{Role::root, "root"},
    RoleWord{Role::cluster, "clusters"},
    RoleWord{Role::worker, "workers"},
    RoleWord{Role::client, "clients"},
    RoleWord{Role::outsider, "outsiders"},
};
static_assert(has_one_for_each(role_words, &RoleWord::role));

// Every literal that the inventory gives of a node: whichever its peers see, it is one of these.
std::vector<IpAddress> addresses_of(const Node& node) {
  std::vector<IpAddress> found;
  const auto add = [&found](const std::optional<IpAddress>& address) {
    if (address) found.push_back(unmapped(*address));
  };
  add(node.address.ip());
  if (node.tunnel.address) add(node.tunnel.address->ip());
  add(node.bind);
  for (const auto& exception : node.dial)
    if (exception.address) add(exception.address->ip());
  return found;
}

bool is_known(const Node& node) { return node.bind || node.address.ip(); }

std::string fit_name(std::string_view wish) {
  std::string name;
  for (const char letter : wish) name += is_alphanumeric(letter) || letter == '_' ? letter : '-';
  name.resize(std::min(name.size(), peer_set_name_max));
  return name;
}

// Without what lies within another: a set of nftables has no overlap.
void sort_in(std::vector<IpPrefix> blocks, PeerSet& set) {
  std::ranges::stable_sort(blocks, {}, &IpPrefix::length);  // the larger first
  for (const IpPrefix& block : blocks) {
    std::vector<IpPrefix>& family = block.address.is_v4() ? set.ipv4 : set.ipv6;
    const auto has_it = [&](const IpPrefix& known) { return known.contains(block.address); };
    if (std::ranges::none_of(family, has_it)) family.push_back(block);
  }
  std::ranges::sort(set.ipv4, {}, &IpPrefix::address);
  std::ranges::sort(set.ipv6, {}, &IpPrefix::address);
}

}  // namespace

std::size_t PeerBook::add(PeerSet set, std::string_view name) {
  const std::string fit = fit_name(name);
  set.name = fit;
  for (int number = 2; !names_.insert(set.name).second; ++number) {
    const std::string suffix = "-" + std::to_string(number);
    set.name = fit.substr(0, peer_set_name_max - suffix.size()) + suffix;
  }
  sets_.push_back(std::move(set));
  return sets_.size() - 1;
}

std::size_t PeerBook::of_nodes(std::vector<NodeId> nodes, const std::string& name) {
  const auto known = by_nodes_.find(nodes);
  if (known != by_nodes_.end()) return known->second;
  PeerSet set;
  std::vector<IpAddress> addresses;
  for (const NodeId id : nodes) {
    const Node& node = inventory_.node(id);
    const std::vector<IpAddress> own = addresses_of(node);
    addresses.insert(addresses.end(), own.begin(), own.end());
    if (!is_known(node)) {
      set.unknown.push_back(id);
      continue;
    }
    const auto is_v4 = [](const IpAddress& address) { return address.is_v4(); };
    if (std::ranges::none_of(own, is_v4)) set.without_ipv4.push_back(id);
    if (std::ranges::all_of(own, is_v4)) set.without_ipv6.push_back(id);
  }
  // Many of one family do not change how the few of the other are told.
  const auto of_v6 = std::partition(
      addresses.begin(), addresses.end(), [](const IpAddress& address) { return address.is_v4(); }
  );
  set.ipv4 = address_cover({addresses.begin(), of_v6});
  set.ipv6 = address_cover({of_v6, addresses.end()});
  set.nodes = nodes;
  const std::size_t at = add(std::move(set), name);
  by_nodes_.emplace(std::move(nodes), at);
  return at;
}

std::size_t PeerBook::of_addresses(std::vector<IpPrefix> blocks, const std::string& name) {
  PeerSet set;
  sort_in(std::move(blocks), set);
  const auto same = std::ranges::find_if(sets_, [&set](const PeerSet& known) {
    return known.nodes.empty() && !known.anyone && known.ipv4 == set.ipv4 && known.ipv6 == set.ipv6;
  });
  if (same != sets_.end()) return static_cast<std::size_t>(same - sets_.begin());
  return add(std::move(set), name);
}

std::size_t PeerBook::anyone() {
  const auto known = std::ranges::find(sets_, true, &PeerSet::anyone);
  if (known != sets_.end()) return static_cast<std::size_t>(known - sets_.begin());
  PeerSet set;
  set.anyone = true;
  return add(std::move(set), "anyone");
}

std::string name_of_peers(const inventory::Selector& from, std::string_view cluster) {
  std::string name = from.role
                         ? std::string(role_words.at(static_cast<std::size_t>(*from.role)).plural)
                         : std::string("nodes");
  if (from.name) name = "node-" + *from.name;
  if (from.tag) name += "-tag-" + *from.tag;
  if (from.cluster) cluster = *from.cluster;
  if (!cluster.empty() && !from.name) name += "-" + std::string(cluster);
  return name;
}

}  // namespace oakprobe::firewall
