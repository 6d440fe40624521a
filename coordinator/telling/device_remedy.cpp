#include "coordinator/telling/device_remedy.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"
#include "coordinator/telling/device_wording.hpp"
#include "coordinator/telling/journey_wording.hpp"
#include "coordinator/telling/marked_text.hpp"

namespace oakprobe::telling {
namespace {

std::string other_network(const evidence::InnerDevice& device, const Names& names) {
  const std::string name = excerpt(device.name);
  return "On " + names.source + " give " + name +
         " another network (Docker: default-address-pools in daemon.json; else `ip addr`), or give "_marked +
         names.address + " a route of its own (`ip route get ADDRESS`)."_marked;
}

std::string through_the_tunnel(
    const evidence::InnerDevice& device, const std::string& sender, const std::string& receiver
) {
  const std::string outer = outer_packets(device);
  const std::string name = excerpt(device.name);
  if (outer.empty()) {
    return "Find out what becomes of the outer packets of " + name + " (`ip -d link show "_marked +
           name +
           "`; the log of the program that reads it), and whether the route there is right (`ip "
           "route get ADDRESS`)."_marked;
  }
  return "Let the outer packets of " + name + ", " + outer + ", in on " + receiver +
         " and out on " + sender +
         " (`nft list ruleset`; `ufw status`), and through on the way between them."_marked;
}

}  // namespace

Remedy device_remedy(const Scene& scene, const Fate& fate, const Names& names) {
  if (fate.clue == Clue::wrong_way || fate.clue == Clue::kept_inside) {
    const NodeObservation& source = *scene.evidence->source;
    if (const auto* wrong = wrong_device(scene)) return {other_network(*wrong, names)};
    const auto* device =
        scene.dialled ? device_of(source, way_to(source, *scene.dialled)) : nullptr;
    if (device != nullptr && wraps(*device)) {
      return {
          "On " + names.source + " start what " + excerpt(device->name) +
          " belongs to (a VPN client), or give " + names.address +
          " a route of its own (`ip route get ADDRESS`)."_marked};
    }
    const std::string behind = device != nullptr ? " behind " + excerpt(device->name) : "";
    return {
        "On " + names.source + " allow " + names.port + " out" + behind +
        " (`nft list ruleset`, tables bridge and netdev; `ebtables -L`; `tc filter show`)."_marked};
  }
  if (tunnel_clause(scene, fate, names).empty()) return {};
  const Tunnels tunnels = tunnels_of(*scene.evidence);
  const bool forth = fate.where.has(Segment::network);
  const evidence::InnerDevice* device =
      forth ? (tunnels.out != nullptr ? tunnels.out : tunnels.in)
            : (tunnels.back != nullptr ? tunnels.back : tunnels.home);
  return {
      forth ? through_the_tunnel(*device, names.source, names.target)
            : through_the_tunnel(*device, names.target, names.source),
      true};
}

}  // namespace oakprobe::telling
