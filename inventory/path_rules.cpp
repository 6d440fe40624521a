#include "inventory/path_rules.hpp"

#include "inventory/catalogue/catalogue.hpp"
#include "inventory/release.hpp"

namespace oakprobe::inventory {

bool can_be_source(const Flow& flow, const Node& node) {
  return matches(flow.from, node) && exists_in(flow, node.release, catalogue().releases);
}

bool can_be_target(const Flow& flow, const Node& node) {
  return matches(flow.to, node) && exists_in(flow, node.release, catalogue().releases);
}

bool may_dial_itself(const Flow& flow) {
  if (flow.expect == Expect::closed) return false;
  return flow.from.role && flow.to.role && *flow.from.role != *flow.to.role;
}

bool in_scope(const Flow& flow, const Node& source, const Node& target) {
  return flow.scope == Scope::any || (!source.cluster.empty() && source.cluster == target.cluster);
}

DialledEndpoint plain_endpoint(const Flow& flow, const Node& target) {
  if (flow.gateway && target.gateway)
    return {&target.address, flow.gateway->port, flow.gateway->port, flow.gateway->tls};
  if (flow.port) return {&target.address, *flow.port, *flow.port, false};
  return {&tunnel_address(target), target.tunnel.port, target.tunnel.listen, false};
}

// A worker has one tunnel socket whoever dials it, so an exception does not change what its
// tunnel listens on unless it says so.
DialledEndpoint endpoint(const Flow& flow, const Node& target, const DialException& exception) {
  auto result = plain_endpoint(flow, target);
  if (exception.address) result.address = &*exception.address;
  if (exception.port) result.port = *exception.port;
  if (exception.listen) {
    result.listen = exception.listen;
  } else if (exception.port && flow.port) {
    result.listen = exception.port;
  }
  // The gateway's own port is as the gateway has it.
  result.tls = exception.tls || (result.tls && !exception.port);
  return result;
}

const DialException* exception_for(const Flow& flow, const Node& source, const Node& target) {
  for (const auto& exception : target.dial) {
    if (exception.flow && *exception.flow != flow.id) continue;
    if (exception.from && !matches(*exception.from, source)) continue;
    return &exception;
  }
  return nullptr;
}

}  // namespace oakprobe::inventory
