#include "coordinator/check/address_owners.hpp"

#include "base/ip_address.hpp"

#include <algorithm>

namespace oakprobe::check {

AddressOwners::AddressOwners(const diagnosis::FinishedCheck& check)
    : told_(check.nodes.size()), named_(check.nodes.size()) {
  for (std::size_t at = 0; at < check.nodes.size(); ++at) {
    for (const IpAddress& address : check.nodes[at].observation.facts.addresses)
      told_[at].insert(unmapped(address));
    const inventory::Node& node = check.inventory.nodes[at];
    for (const auto& address : {node.address.ip(), node.bind})
      if (address) named_[at].insert(*address);
    of_nodes_.insert(named_[at].begin(), named_[at].end());
  }
}

bool AddressOwners::is_of(NodeId node, const IpAddress& address) const {
  if (address.is_loopback() || address.is_unspecified()) return true;
  const IpAddress plain = unmapped(address);
  return named_[index_of(node)].contains(plain) || told_[index_of(node)].contains(plain);
}

bool AddressOwners::is_undisputed(NodeId node, const IpAddress& address) const {
  const bool named = named_[index_of(node)].contains(unmapped(address));
  return is_of(node, address) && (named || is_nobodys(address));
}

bool AddressOwners::is_nobodys(const IpAddress& address) const {
  return !of_nodes_.contains(unmapped(address));
}

bool AddressOwners::any_of(NodeId node, const AddressSet& addresses) const {
  return std::ranges::any_of(addresses, [&](const IpAddress& one) { return is_of(node, one); });
}

bool AddressOwners::any_nobodys(const AddressSet& addresses) const {
  return std::ranges::any_of(addresses, [&](const IpAddress& one) { return is_nobodys(one); });
}

}  // namespace oakprobe::check
