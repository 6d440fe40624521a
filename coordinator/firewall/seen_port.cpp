#include "coordinator/firewall/seen_port.hpp"

#include "base/ip_prefix.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace oakprobe::firewall {
namespace {

using inventory::DialledEndpoint;
using inventory::Node;

// Those that no network hands on to another (RFC 1918, 6598, 4193).
constexpr std::array private_blocks{
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"};

bool is_private(const std::optional<IpAddress>& address) {
  return address && std::ranges::any_of(private_blocks, [&](const char* block) {
           return parse_ip_prefix(block)->contains(*address);
         });
}

}  // namespace

std::uint16_t heard_at(const DialledEndpoint& dialled) {
  return dialled.listen.value_or(dialled.port);
}

bool is_proxied(const DialledEndpoint& dialled, const Node& node) {
  return dialled.tls && *dialled.address != node.address;
}

// Another address with the same port may be one more of the node's own.
bool is_forwarded(const DialledEndpoint& dialled, const Node& node) {
  if (dialled.tls) return is_proxied(dialled, node);
  if (dialled.port != heard_at(dialled)) return true;
  return is_private(node.bind ? node.bind : node.address.ip()) && dialled.address->ip() &&
         !is_private(dialled.address->ip());
}

// What takes the TLS off on the node itself is dialled as it is; whatever translates a port has
// done so before the node's firewall sees it.
std::uint16_t seen_port(const DialledEndpoint& dialled, const Node& node) {
  return dialled.tls && !is_proxied(dialled, node) ? dialled.port : heard_at(dialled);
}

}  // namespace oakprobe::firewall
