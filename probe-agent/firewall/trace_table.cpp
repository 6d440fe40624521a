#include "probe-agent/firewall/trace_table.hpp"

#include "probe-agent/firewall/netlink_batch.hpp"

#include <array>
#include <limits>
#include <string_view>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_bridge.h>
#include <linux/netlink.h>
#include <netinet/in.h>

namespace oakprobe::agent {
namespace {

constexpr std::uint32_t owned_by_socket = 0x2;    // NFT_TABLE_F_OWNER; older headers have no name
constexpr std::int32_t before_all_others = -350;  // raw is -300, conntrack -200
constexpr std::int32_t first_at_device = std::numeric_limits<std::int32_t>::min();

constexpr std::string_view incoming = "in";
constexpr std::string_view leaving = "out";

using Bytes = std::span<const std::byte>;

// One rule's expressions, by the register machine of nf_tables: what is loaded is compared, and the
// first that differs ends the rule.
class Rule {
 public:
  explicit Rule(NetlinkBatch& batch) : batch_(batch) {}

  void meta_is(std::uint32_t key, Bytes value) {
    expression("meta", [&] {
      batch_.put_number(NFTA_META_KEY, key);
      batch_.put_number<std::uint32_t>(NFTA_META_DREG, NFT_REG_1);
    });
    compare(value);
  }
  void payload_is(std::uint32_t base, std::uint32_t offset, Bytes value) {
    expression("payload", [&] {
      batch_.put_number<std::uint32_t>(NFTA_PAYLOAD_DREG, NFT_REG_1);
      batch_.put_number(NFTA_PAYLOAD_BASE, base);
      batch_.put_number(NFTA_PAYLOAD_OFFSET, offset);
      batch_.put_number(NFTA_PAYLOAD_LEN, static_cast<std::uint32_t>(value.size()));
    });
    compare(value);
  }
  void limit(std::uint64_t per_second) {
    expression("limit", [&] {
      batch_.put_number(NFTA_LIMIT_RATE, per_second);
      batch_.put_number<std::uint64_t>(NFTA_LIMIT_UNIT, 1);
      batch_.put_number(NFTA_LIMIT_BURST, static_cast<std::uint32_t>(per_second));
      batch_.put_number<std::uint32_t>(NFTA_LIMIT_TYPE, NFT_LIMIT_PKTS);
      batch_.put_number<std::uint32_t>(NFTA_LIMIT_FLAGS, 0);
    });
  }
  void trace() {
    constexpr std::array yes{std::byte{1}};
    expression("immediate", [&] {
      batch_.put_number<std::uint32_t>(NFTA_IMMEDIATE_DREG, NFT_REG_1);
      batch_.nest(NFTA_IMMEDIATE_DATA, [&] { batch_.put(NFTA_DATA_VALUE, yes); });
    });
    expression("meta", [&] {
      batch_.put_number<std::uint32_t>(NFTA_META_KEY, NFT_META_NFTRACE);
      batch_.put_number<std::uint32_t>(NFTA_META_SREG, NFT_REG_1);
    });
  }

 private:
  template <class Fill>
  void expression(std::string_view name, const Fill& fill) {
    batch_.nest(NFTA_LIST_ELEM, [&] {
      batch_.put_text(NFTA_EXPR_NAME, name);
      batch_.nest(NFTA_EXPR_DATA, fill);
    });
  }
  void compare(Bytes value) {
    expression("cmp", [&] {
      batch_.put_number<std::uint32_t>(NFTA_CMP_SREG, NFT_REG_1);
      batch_.put_number<std::uint32_t>(NFTA_CMP_OP, NFT_CMP_EQ);
      batch_.nest(NFTA_CMP_DATA, [&] { batch_.put(NFTA_DATA_VALUE, value); });
    });
  }

  NetlinkBatch& batch_;
};

std::array<std::byte, 2> big_endian(std::uint16_t number) {
  std::array<std::byte, 2> bytes{};
  store_big_endian(bytes, number);
  return bytes;
}

// The EtherType says as much in each family.
void match_addresses(Rule& rule, const evidence::WatchedPacket& packet) {
  const auto match =
      [&](std::uint16_t ether_type, std::uint32_t offset, const auto& from, const auto& to) {
        rule.meta_is(NFT_META_PROTOCOL, big_endian(ether_type));
        if (!packet.source.is_unspecified())
          rule.payload_is(NFT_PAYLOAD_NETWORK_HEADER, offset, std::as_bytes(std::span(from)));
        const auto behind = static_cast<std::uint32_t>(offset + from.size());
        if (!packet.destination.is_unspecified())
          rule.payload_is(NFT_PAYLOAD_NETWORK_HEADER, behind, std::as_bytes(std::span(to)));
      };
  if (packet.source.is_v4())
    match(0x0800, 12, packet.source.to_v4().to_bytes(), packet.destination.to_v4().to_bytes());
  else
    match(0x86dd, 8, packet.source.to_v6().to_bytes(), packet.destination.to_v6().to_bytes());
}

void match_ports(Rule& rule, const evidence::WatchedPacket& packet) {
  const bool udp = packet.protocol == Protocol::udp;
  const std::array protocol{static_cast<std::byte>(udp ? IPPROTO_UDP : IPPROTO_TCP)};
  rule.meta_is(NFT_META_L4PROTO, protocol);
  if (packet.source_port != 0)
    rule.payload_is(NFT_PAYLOAD_TRANSPORT_HEADER, 0, big_endian(packet.source_port));
  if (packet.destination_port != 0)
    rule.payload_is(NFT_PAYLOAD_TRANSPORT_HEADER, 2, big_endian(packet.destination_port));
}

class TraceTable {
 public:
  TraceTable(NetlinkBatch& batch, const std::string& name, std::uint8_t family)
      : batch_(batch), name_(name), family_(family) {
    batch_.message(NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, family_);
    batch_.put_text(NFTA_TABLE_NAME, name_);
    batch_.put_number(NFTA_TABLE_FLAGS, owned_by_socket);
  }

  // devices: of netdev's hooks alone.
  void add_chain(
      std::string_view chain, std::uint32_t hook, std::span<const std::string> devices = {}
  ) {
    batch_.message(NFT_MSG_NEWCHAIN, NLM_F_CREATE, family_);
    batch_.put_text(NFTA_CHAIN_TABLE, name_);
    batch_.put_text(NFTA_CHAIN_NAME, chain);
    batch_.nest(NFTA_CHAIN_HOOK, [&] {
      batch_.put_number(NFTA_HOOK_HOOKNUM, hook);
      batch_.put_number(
          NFTA_HOOK_PRIORITY,
          static_cast<std::uint32_t>(devices.empty() ? before_all_others : first_at_device)
      );
      if (devices.empty()) return;
      batch_.nest(NFTA_HOOK_DEVS, [&] {
        for (const auto& device : devices) batch_.put_text(NFTA_DEVICE_NAME, device);
      });
    });
    batch_.put_number<std::uint32_t>(NFTA_CHAIN_POLICY, NF_ACCEPT);
    batch_.put_text(NFTA_CHAIN_TYPE, "filter");
  }

  void add_incoming(std::span<const evidence::WatchedPacket> packets) {
    for (const auto& packet : packets)
      if (!packet.leaves) add_rule(incoming, packet);
  }

  void add_rule(std::string_view chain, const evidence::WatchedPacket& packet) {
    batch_.message(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, family_);
    batch_.put_text(NFTA_RULE_TABLE, name_);
    batch_.put_text(NFTA_RULE_CHAIN, chain);
    batch_.nest(NFTA_RULE_EXPRESSIONS, [&] {
      Rule rule(batch_);
      match_addresses(rule, packet);
      match_ports(rule, packet);
      rule.limit(traces_per_second_max);
      rule.trace();
    });
  }

 private:
  NetlinkBatch& batch_;
  const std::string& name_;
  std::uint8_t family_;
};

}  // namespace

std::vector<std::byte> trace_table(
    const std::string& name,
    std::span<const evidence::WatchedPacket> packets,
    const TracedHooks& hooks
) {
  NetlinkBatch batch;
  TraceTable inet(batch, name, NFPROTO_INET);
  inet.add_chain(incoming, NF_INET_PRE_ROUTING);
  inet.add_chain(leaving, NF_INET_LOCAL_OUT);
  for (const auto& packet : packets) inet.add_rule(packet.leaves ? leaving : incoming, packet);
  if (hooks.bridge) {
    TraceTable bridges(batch, name, NFPROTO_BRIDGE);
    bridges.add_chain(incoming, NF_BR_PRE_ROUTING);
    bridges.add_incoming(packets);
  }
  if (!hooks.ingress.empty()) {
    TraceTable devices(batch, name, NFPROTO_NETDEV);
    devices.add_chain(incoming, NF_NETDEV_INGRESS, hooks.ingress);
    devices.add_incoming(packets);
  }
  return batch.take();
}

}  // namespace oakprobe::agent
