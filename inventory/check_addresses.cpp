#include "inventory/check_addresses.hpp"

#include "base/ip_prefix.hpp"
#include "base/printable.hpp"
#include "inventory/address_text.hpp"
#include "inventory/path_rules.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace oakprobe::inventory {
namespace {

bool is_loopback(const Address& address) {
  if (address.ip()) return address.ip()->is_loopback();
  const std::string name = canonical_address(address);
  return name == "localhost" || name.ends_with(".localhost") ||
         name.starts_with("localhost.localdomain") || name == "ip6-localhost" ||
         name == "ip6-loopback";
}

// What makes an address a poor one for others to dial; empty: nothing.
std::string weakness_of(const Address& address) {
  static const IpPrefix link_local_v4{boost::asio::ip::make_address("169.254.0.0"), 16};
  static const IpPrefix link_local_v6{boost::asio::ip::make_address("fe80::"), 10};
  static const IpPrefix translated{boost::asio::ip::make_address("192.0.0.0"), 29};
  if (const auto& literal = address.ip()) {
    if (link_local_v4.contains(*literal) || link_local_v6.contains(*literal))
      return "is a link-local address, which means nothing beyond its own link (and an IPv6 one "
             "needs an interface, which differs from machine to machine); give one that is routed";
    if (translated.contains(*literal))
      return "is one of 192.0.0.0/29, which every host behind 464XLAT or DS-Lite has for itself; "
             "give "
             "one that peers can dial";
    return "";
  }
  if (canonical_address(address).ends_with(".local"))
    return "is a name of multicast DNS, which containers and other links do not resolve; give an "
           "address, or a name that DNS or every machine's /etc/hosts has";
  return "";
}

class AddressCheck {
 public:
  AddressCheck(
      const Inventory& inventory, const std::vector<NodePlaces>& places, Diagnostics& diagnostics
  )
      : inventory_(inventory), places_(places), diagnostics_(diagnostics) {}

  void run() {
    const auto& nodes = inventory_.nodes;
    one_machine_ =
        std::ranges::all_of(nodes, [](const Node& node) { return is_loopback(node.address); });
    for (std::size_t index = 0; index < nodes.size(); ++index) check_node(index);
  }

 private:
  void check_node(std::size_t index) {
    const Node& node = inventory_.nodes[index];
    const auto is_dialled = [&](bool tunnel) {
      return std::ranges::any_of(inventory_.flows, [&](const Flow& flow) {
        return flow.port.has_value() != tunnel && can_be_target(flow, node);
      });
    };
    const auto& places = places_[index];
    const bool own_tunnel = node.tunnel.address.has_value();
    const bool at_address = is_dialled(false) || (!own_tunnel && is_dialled(true));
    if (at_address) check(node, node.address, places.address);
    if (own_tunnel && is_dialled(true)) check(node, *node.tunnel.address, places.tunnel);
    check_tunnel_family(node, places);
    for (std::size_t i = 0; i < node.dial.size() && i < places.dial.size(); ++i) {
      const DialException& exception = node.dial[i];
      // Who is led to a loopback address by name or cluster was meant to be on the same machine.
      const bool chosen = exception.from && exception.address && is_loopback(*exception.address);
      if (exception.address && !chosen) check(node, *exception.address, places.dial[i]);
    }
  }

  // NetManager can't dial an IPv6 address; the catalogue says so.
  void check_tunnel_family(const Node& node, const NodePlaces& places) {
    const bool without_ipv6 = std::ranges::any_of(inventory_.flows, [&](const Flow& flow) {
      return !flow.port && flow.expect == Expect::open && !flow.ipv6 && can_be_target(flow, node);
    });
    const auto& literal = tunnel_address(node).ip();
    if (!without_ipv6 || !literal || !literal->is_v6() || literal->to_v6().is_v4_mapped()) return;
    const bool is_new = told_at_.emplace(places.tunnel.line, places.tunnel.column).second;
    if (!is_new) return;
    diagnostics_.doubt(
        places.tunnel,
        in_quotes(literal->to_string()) + " of " + in_quotes(node.name) +
            " is an IPv6 address, which Oakestra's tunnel can't dial; give the IPv4 address at "
            "which other workers reach it, for example 'tunnel: {address: 192.0.2.31}'"
    );
  }

  void check(const Node& node, const Address& address, Position at) {
    if (address.is_auto()) return;
    std::string weakness = weakness_of(address);
    if (is_loopback(address) && !one_machine_)
      weakness =
          "is every machine's own address, and other machines of this inventory dial it: each "
          "would reach itself; give the address at which they reach " +
          in_quotes(node.name);
    if (weakness.empty() || !told_at_.emplace(at.line, at.column).second) return;
    diagnostics_.doubt(
        at, in_quotes(address.text()) + " of " + in_quotes(node.name) + " " + weakness
    );
  }

  const Inventory& inventory_;
  const std::vector<NodePlaces>& places_;
  Diagnostics& diagnostics_;
  bool one_machine_ = false;
  std::set<std::pair<int, int>> told_at_;
};

}  // namespace

void check_addresses(
    const Inventory& inventory, const std::vector<NodePlaces>& places, Diagnostics& diagnostics
) {
  AddressCheck(inventory, places, diagnostics).run();
}

}  // namespace oakprobe::inventory
