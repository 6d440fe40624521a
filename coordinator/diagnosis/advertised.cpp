#include "coordinator/diagnosis/advertised.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/addresses.hpp"

namespace oakprobe::diagnosis {
namespace {

constexpr std::string_view find_out_yourself = "0.0.0.0";

bool is_told_by_node_engine(const evidence::Facts& facts) {
  const oakestra::NodeEngineConfig& conf = facts.node_engine;
  return conf.state == oakestra::FileState::sound && conf.written_by_newer;
}

}  // namespace

bool is_found_on_internet(const evidence::Facts& facts) {
  const bool asked = is_told_by_node_engine(facts) && facts.node_engine.public_ip == "auto";
  return facts.netcfg.public_ip_networking || asked;
}

std::optional<Advertised> advertised_address(
    const inventory::Node& node, const evidence::Facts& facts
) {
  using Origin = Advertised::Origin;
  const std::string& dialled = node.tunnel.address ? *node.tunnel.address : node.address;
  const bool shipped =
      facts.netcfg.state == oakestra::FileState::missing && dialled == inventory::address_auto;
  if (!shipped && facts.netcfg.state != oakestra::FileState::sound) return std::nullopt;
  if (!shipped && facts.netcfg.public_address != find_out_yourself) {
    const auto literal = parse_ip_address(facts.netcfg.public_address);
    if (!literal || !literal->is_v4()) return std::nullopt;
    return Advertised{*literal, Origin::configured};
  }
  if (is_told_by_node_engine(facts)) {
    const auto literal = parse_ip_address(facts.node_engine.public_ip);
    if (literal && literal->is_v4() && !literal->is_unspecified())
      return Advertised{*literal, Origin::public_ip};
  }
  if (is_found_on_internet(facts) || !facts.outbound_address) return std::nullopt;
  return Advertised{*facts.outbound_address, Origin::found_out};
}

std::optional<IpAddress> translated_address(
    const inventory::Node& node, const NodeObservation& seen
) {
  const auto advertised = advertised_address(node, seen.facts);
  if (!advertised || owns(seen, advertised->address) != std::optional(false)) return std::nullopt;
  return advertised->address;
}

std::optional<IpAddress> untold_translation(
    const inventory::Node& node, const NodeObservation& seen
) {
  const auto told = parse_ip_address(node.tunnel.address.value_or(node.address));
  const bool inside = told && owns(seen, *told) == std::optional(true);
  return inside ? translated_address(node, seen) : std::nullopt;
}

std::string name_the_forward(
    const inventory::Node& node,
    const IpAddress& translated,
    std::string_view advertised_port,
    std::int64_t bound_port
) {
  const std::string address = translated.to_string();
  const std::string port = excerpt(advertised_port);
  const std::string bound = std::to_string(bound_port);
  return "If the router that has " + address + " forwards udp " + port + " to " + node.name +
         "'s " + bound + ", give " + node.name + " tunnel: {address: " + address +
         ", port: " + port + ", listen: " + bound + "} in the inventory, and check again";
}

}  // namespace oakprobe::diagnosis
