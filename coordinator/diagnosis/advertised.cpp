#include "coordinator/diagnosis/advertised.hpp"

#include "base/parse_number.hpp"
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
  const bool shipped =
      facts.netcfg.state == oakestra::FileState::missing && tunnel_address(node).is_auto();
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
  const auto& told = tunnel_address(node).ip();
  const bool inside = told && owns(seen, *told) == std::optional(true);
  return inside ? translated_address(node, seen) : std::nullopt;
}

std::optional<IpAddress> untold_forward(const inventory::Node& node, const NodeObservation& seen) {
  const evidence::Facts& facts = seen.facts;
  const std::int64_t bound = bound_port(facts).value_or(node.tunnel.port);
  const bool ports_known = parse_port(facts.netcfg.public_port) && bound > 0 && bound <= UINT16_MAX;
  return ports_known ? untold_translation(node, seen) : std::nullopt;
}

std::optional<std::int64_t> bound_port(const evidence::Facts& facts) {
  if (facts.tuncfg.state == oakestra::FileState::unseen) return std::nullopt;
  return facts.tuncfg.port;
}

std::uint16_t forwarded_port(const inventory::Tunnel& tunnel, std::uint16_t advertised) {
  return tunnel.listen && tunnel.port == advertised ? *tunnel.listen : advertised;
}

std::optional<bool> advertises_the_same(const inventory::Node& node, const evidence::Facts& facts) {
  const oakestra::NetManagerLog& log = facts.net_manager.log;
  const auto runs = parse_ip_address(log.advertised_address);
  const auto file = advertised_address(node, facts);
  if (!runs || !file) return std::nullopt;
  return file->address == *runs && facts.netcfg.public_port == log.advertised_port;
}

}  // namespace oakprobe::diagnosis
