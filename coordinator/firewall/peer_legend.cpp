#include "coordinator/firewall/peer_legend.hpp"

#include "base/listing.hpp"

#include <algorithm>

namespace oakprobe::firewall {
namespace {

constexpr std::size_t shown_max = 64;  // addresses of a set, or nodes, in one line

std::string members(const PeerSet& set) {
  if (set.anyone) return "any address";
  std::vector<std::string> blocks;
  for (const auto* family : {&set.ipv4, &set.ipv6})
    for (const IpPrefix& block : *family) blocks.push_back(block.to_string());
  if (blocks.empty()) return "no known address";
  return listed(blocks, shown_max, ", ");
}

}  // namespace

const std::string& PeerLegend::name(std::size_t peers) {
  const PeerSet& set = needed_.peers[peers];
  add(set.name, members(set));
  return set.name;
}

std::string PeerLegend::name(const std::vector<Target>& targets) {
  if (targets.size() == 1) return address_text(targets.front());
  if (const PeerSet* same = set_of(targets))
    return name(static_cast<std::size_t>(same - needed_.peers.data()));
  const auto known = groups_.emplace(targets, "group-" + std::to_string(groups_.size() + 1)).first;
  std::vector<std::string> nodes;
  for (const Target& target : targets) nodes.push_back(address_text(target));
  add(known->second, listed(nodes, shown_max, ", "));
  return known->second;
}

void PeerLegend::add(const std::string& name, const std::string& whom) {
  if (told_.insert(name).second) text_ += name + ": " + whom + "\n";
}

std::string PeerLegend::address_text(const Target& target) const {
  return inventory_.node(target.first).name + " (" + target.second + ")";
}

// nullptr: there is none, or some are dialled at another address than their own.
const PeerSet* PeerLegend::set_of(const std::vector<Target>& targets) const {
  std::vector<NodeId> nodes;
  for (const auto& [id, address] : targets) {
    if (address != inventory_.node(id).address.text()) return nullptr;
    nodes.push_back(id);
  }
  const auto same = std::ranges::find(needed_.peers, nodes, &PeerSet::nodes);
  return same == needed_.peers.end() ? nullptr : &*same;
}

}  // namespace oakprobe::firewall
