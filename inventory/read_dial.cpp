#include "inventory/read_dial.hpp"

#include "inventory/read_selector.hpp"
#include "inventory/values.hpp"

namespace oakprobe::inventory {
namespace {

constexpr std::array<std::string_view, 6> dial_keys{
    "from", "flow", "address", "port", "listen", "tls"};
constexpr std::array<std::string_view, 3> tunnel_keys{"address", "port", "listen"};

DialException read_exception(
    const YamlNode& node, const RangedText& texts, References& references, Diagnostics& diagnostics
) {
  DialException exception;
  if (const auto* from = node.find("from")) {
    exception.from = read_selector(*from, "dial.from", references, diagnostics);
  }
  if (const auto* flow = node.find("flow")) {
    if (read_text(*flow, "dial.flow", diagnostics)) {
      exception.flow = flow->text;
      references.push_back({Reference::Kind::flow, flow});
    }
  }
  if (const auto* address = node.find("address")) {
    exception.address = texts.read_address(*address, "dial.address");
  }
  if (const auto* port = node.find("port")) exception.port = texts.read_port(*port, "dial.port");
  if (const auto* listen = node.find("listen")) {
    exception.listen = texts.read_port(*listen, "dial.listen");
  }
  const auto* tls = node.find("tls");
  if (tls != nullptr) exception.tls = read_flag(*tls, "dial.tls", diagnostics).value_or(false);
  const bool changes = node.find("address") != nullptr || node.find("port") != nullptr ||
                       node.find("listen") != nullptr || tls != nullptr;
  if (!changes) {
    diagnostics.add(node.at, "this exception changes nothing; give address, port, listen or tls");
  }
  return exception;
}

}  // namespace

std::vector<DialException> read_dial(
    const YamlNode& node,
    const RangedText& texts,
    References& references,
    std::vector<Position>& places,
    Diagnostics& diagnostics
) {
  std::vector<DialException> exceptions;
  const auto list = read_list(node, "dial", "[{from: worker, address: 10.0.0.5}]", diagnostics);
  if (!list) return exceptions;
  for (const auto& entry : *list) {
    const auto& item = *entry.value;
    if (!check_map(item, "an exception of dial", dial_keys, diagnostics)) continue;
    exceptions.push_back(read_exception(item, texts, references, diagnostics));
    const auto* address = item.find("address");
    places.push_back(address != nullptr ? address->at : item.at);
  }
  return exceptions;
}

Tunnel read_tunnel(const YamlNode& node, const RangedText& texts, Diagnostics& diagnostics) {
  Tunnel tunnel;
  if (!check_map(node, "tunnel", tunnel_keys, diagnostics)) return tunnel;
  if (const auto* address = node.find("address")) {
    tunnel.address = texts.read_address(*address, "tunnel.address");
  }
  if (const auto* port = node.find("port")) {
    tunnel.port = texts.read_port(*port, "tunnel.port").value_or(tunnel.port);
  }
  if (const auto* listen = node.find("listen")) {
    tunnel.listen = texts.read_port(*listen, "tunnel.listen");
  }
  return tunnel;
}

}  // namespace oakprobe::inventory
