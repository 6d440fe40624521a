#include "coordinator/firewall/rule_sources.hpp"

#include "evidence/exposure.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace oakprobe::firewall {
namespace {

// Of a set without nodes: more than are asked for, so that a cut shows, also where the target's own
// two are among them.
constexpr std::size_t addresses_max = evidence::need_sources_max + 3;

void add_addresses(const IpPrefix& block, std::vector<IpAddress>& addresses) {
  if (block.address.is_v4()) {
    const std::uint64_t count = 1ULL << (32U - block.length);
    const std::uint32_t first = block.address.to_v4().to_uint();
    for (std::uint64_t at = 0; at < count && addresses.size() < addresses_max; ++at)
      addresses.emplace_back(boost::asio::ip::address_v4(first + static_cast<std::uint32_t>(at)));
    return;
  }
  auto bytes = block.address.to_v6().to_bytes();
  const unsigned free_bits = 128U - block.length;
  const std::uint64_t count = free_bits >= 32 ? ~0ULL : 1ULL << free_bits;
  for (std::uint64_t at = 0; at < count && addresses.size() < addresses_max; ++at) {
    addresses.emplace_back(boost::asio::ip::address_v6(bytes));
    for (std::size_t digit = bytes.size(); digit-- > 0 && ++bytes[digit] == 0;) {
    }
  }
}

// Whom the rule's peers dial at a literal of one family come by that one alone.
struct FamiliesDialled {
  bool ipv4 = false;
  bool ipv6 = false;
};

FamiliesDialled families_of(const NodeRules& rules, const Rule& rule) {
  FamiliesDialled over;
  for (const Dialled& one : rules.dialled) {
    if (one.peers != rule.peers || one.protocol != rule.protocol) continue;
    const bool is_for_it = std::ranges::any_of(rule.flows, [&](FlowId flow) {
      return std::ranges::find(one.flows, flow) != one.flows.end();
    });
    if (!is_for_it && !(rule.flows.empty() && one.flows.empty())) continue;
    const auto literal = parse_ip_address(one.address);
    over.ipv4 |= !literal || literal->is_v4();
    over.ipv6 |= !literal || literal->is_v6();
  }
  if (!over.ipv4 && !over.ipv6) over = {true, true};
  return {over.ipv4 && rule.ipv4, over.ipv6 && rule.ipv6};
}

}  // namespace

std::vector<IpAddress> sources_of(
    const inventory::Inventory& inventory,
    const PeerSet& set,
    const NodeRules& rules,
    const Rule& rule
) {
  const FamiliesDialled over = families_of(rules, rule);
  std::vector<IpAddress> addresses;
  for (const NodeId id : set.nodes) {
    const inventory::Node& node = inventory.node(id);
    const std::optional<IpAddress> source = node.bind ? node.bind : node.address.ip();
    if (id != rules.node && source) addresses.push_back(unmapped(*source));
  }
  if (set.nodes.empty()) {
    for (const IpPrefix& block : set.ipv4)
      if (over.ipv4) add_addresses(block, addresses);
    for (const IpPrefix& block : set.ipv6)
      if (over.ipv6) add_addresses(block, addresses);
  }
  const inventory::Node& target = inventory.node(rules.node);
  std::erase_if(addresses, [&](const IpAddress& address) {
    return address == target.address.ip() || address == target.bind ||
           !(address.is_v4() ? over.ipv4 : over.ipv6);
  });
  std::ranges::sort(addresses);
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses;
}

}  // namespace oakprobe::firewall
