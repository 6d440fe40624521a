#include "coordinator/firewall/seen_port.hpp"

#include "base/ip_prefix.hpp"

namespace oakprobe::firewall {

using inventory::DialledEndpoint;
using inventory::Node;

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
  const auto& own = node.bind ? node.bind : node.address.ip();
  const auto& reached = dialled.address->ip();
  return own && reached && is_private(*own) && !is_private(*reached);
}

// What takes the TLS off on the node itself is dialled as it is; whatever translates a port has
// done so before the node's firewall sees it.
std::uint16_t seen_port(const DialledEndpoint& dialled, const Node& node) {
  return dialled.tls && !is_proxied(dialled, node) ? dialled.port : heard_at(dialled);
}

}  // namespace oakprobe::firewall
