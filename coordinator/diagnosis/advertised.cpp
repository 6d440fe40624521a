#include "coordinator/diagnosis/advertised.hpp"

namespace oakprobe::diagnosis {
namespace {

constexpr std::string_view find_out_yourself = "0.0.0.0";

bool is_told_by_node_engine(const wire::Facts& facts) {
  const oakestra::NodeEngineConfig& conf = facts.node_engine;
  return conf.state == oakestra::FileState::sound && conf.written_by_newer;
}

}  // namespace

bool is_found_on_internet(const wire::Facts& facts) {
  const bool asked = is_told_by_node_engine(facts) && facts.node_engine.public_ip == "auto";
  return facts.netcfg.public_ip_networking || asked;
}

std::optional<Advertised> advertised_address(
    const inventory::Node& node, const wire::Facts& facts
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

}  // namespace oakprobe::diagnosis
