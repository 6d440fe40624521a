#include "rules/trace_event.hpp"

#include "base/big_endian.hpp"
#include "base/utf8.hpp"
#include "packets/netlink_message.hpp"
#include "packets/packet_view.hpp"
#include "rules/name_rule.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

namespace oakprobe::rules {
namespace {

using evidence::FirewallRule;

std::string_view family_name(std::uint8_t family) {
  switch (family) {
    case NFPROTO_INET:
      return "inet";
    case NFPROTO_IPV4:
      return "ip";
    case NFPROTO_IPV6:
      return "ip6";
    case NFPROTO_BRIDGE:
      return "bridge";
    case NFPROTO_NETDEV:
      return "netdev";
    default:
      return "";
  }
}

// nf_tables' numbers are in network byte order.
template <class T>
std::optional<T> number_of(
    std::span<const std::byte> body, std::size_t header_bytes, std::uint16_t type
) {
  const auto bytes = packets::attribute_of(body, header_bytes, type);
  if (!bytes || bytes->size() < sizeof(T)) return std::nullopt;
  return load_big_endian<T>(*bytes);
}

std::optional<std::uint32_t> verdict_of(std::span<const std::byte> payload) {
  const auto nested = packets::attribute_of(payload, sizeof(nfgenmsg), NFTA_TRACE_VERDICT);
  return nested ? number_of<std::uint32_t>(*nested, 0, NFTA_VERDICT_CODE) : std::nullopt;
}

std::optional<Packet> packet_of(std::span<const std::byte> payload) {
  const auto network = packets::attribute_of(payload, sizeof(nfgenmsg), NFTA_TRACE_NETWORK_HEADER);
  const auto transport =
      packets::attribute_of(payload, sizeof(nfgenmsg), NFTA_TRACE_TRANSPORT_HEADER);
  if (!network || !transport) return std::nullopt;
  std::vector<std::byte> bytes(network->begin(), network->end());
  bytes.insert(bytes.end(), transport->begin(), transport->end());
  const auto view = packets::view_packet(bytes);
  if (!view) return std::nullopt;
  Packet packet;
  packet.source = view->source;
  packet.destination = view->destination;
  const auto take_ports = [&](Protocol protocol, const auto& content) {
    packet.protocol = protocol;
    packet.source_port = content.source_port;
    packet.destination_port = content.destination_port;
  };
  if (const auto* udp = std::get_if<packets::UdpView>(&view->content)) {
    take_ports(Protocol::udp, *udp);
  } else if (const auto* tcp = std::get_if<packets::TcpView>(&view->content)) {
    take_ports(Protocol::tcp, *tcp);
  } else {
    return std::nullopt;
  }
  return packet;
}

bool agree(const std::optional<std::uint16_t>& wanted, const std::optional<std::uint16_t>& seen) {
  return !wanted || wanted == seen;
}

bool is_like(const Packet& wanted, const Packet& seen) {
  return wanted.protocol == seen.protocol &&
         (wanted.destination.is_unspecified() || wanted.destination == seen.destination) &&
         (!wanted.source || wanted.source == seen.source) &&
         agree(wanted.source_port, seen.source_port) &&
         agree(wanted.destination_port, seen.destination_port);
}

// As the ruleset has it, or what the kernel told alone.
FirewallRule rule_of(const TraceEvent& event, const Ruleset& rules) {
  const Table* const table = rules.find(event.family, event.table, false);
  const Chain* const chain = table == nullptr ? nullptr : table->find(event.chain);
  if (chain != nullptr) {
    const auto it = std::ranges::find(chain->rules, event.handle, &Rule::handle);
    if (event.handle == 0) return described(*table, *chain, nullptr, evidence::RuleSource::traced);
    if (it != chain->rules.end())
      return described(*table, *chain, &*it, evidence::RuleSource::traced);
  }
  FirewallRule rule;
  rule.family = event.family;
  rule.table = event.table;
  rule.chain = event.chain;
  rule.policy = event.handle == 0;
  rule.handle = event.handle;
  rule.source = evidence::RuleSource::traced;
  return rule;
}

bool same_place(const TraceEvent& a, const TraceEvent& b) {
  return a.family == b.family && a.table == b.table && a.chain == b.chain && a.handle == b.handle;
}

}  // namespace

std::optional<TraceEvent> decode_trace_event(
    std::uint16_t message_type, std::span<const std::byte> payload
) {
  const auto header = packets::struct_in<nfgenmsg>(payload);
  if (message_type != (NFNL_SUBSYS_NFTABLES << 8U | NFT_MSG_TRACE) || !header) return std::nullopt;
  const auto text = [&](std::uint16_t type) {
    return to_utf8(
        packets::text_attribute_of(payload, sizeof(nfgenmsg), type), evidence::rule_name_bytes_max
    );
  };
  const auto id = number_of<std::uint32_t>(payload, sizeof(nfgenmsg), NFTA_TRACE_ID);
  TraceEvent event;
  event.family = family_name(header->nfgen_family);
  event.table = text(NFTA_TRACE_TABLE);
  event.chain = text(NFTA_TRACE_CHAIN);
  if (!id || event.family.empty() || event.table.empty() || event.chain.empty())
    return std::nullopt;
  event.id = *id;
  event.handle =
      number_of<std::uint64_t>(payload, sizeof(nfgenmsg), NFTA_TRACE_RULE_HANDLE).value_or(0);
  event.verdict = verdict_of(payload);
  if (!event.verdict && event.handle == 0)
    event.verdict = number_of<std::uint32_t>(payload, sizeof(nfgenmsg), NFTA_TRACE_POLICY);
  event.packet = packet_of(payload);
  return event;
}

std::optional<FirewallRule> rule_that_ended(
    const Packet& packet, std::span<const TraceEvent> events, const Ruleset& rules
) {
  std::set<std::uint32_t> watched;  // ids; a packet may be translated on its way
  const TraceEvent* end = nullptr;
  for (const TraceEvent& event : events) {
    if (event.packet && is_like(packet, *event.packet)) watched.insert(event.id);
    if (event.verdict != NF_DROP || !watched.contains(event.id)) continue;
    if (end != nullptr && !same_place(*end, event)) return std::nullopt;
    end = &event;
  }
  return end == nullptr ? std::nullopt : std::optional(rule_of(*end, rules));
}

}  // namespace oakprobe::rules
