#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/telling/found.hpp"
#include "coordinator/telling/tunnel_wording.hpp"

#include <array>
#include <cstdio>

// The tunnel's port, and the programs that hold it.
namespace oakprobe::telling {
namespace {

// "First mend the finding … on w1. "; empty: nothing stands in the way.
std::string first_mend(const Found& found) {
  const FindingFacts& facts = found.finding.facts;
  if (facts.obstacle)
    return "First mend the finding " + std::string(oakprobe::name_of(*facts.obstacle)) + " on " +
           found.name() + ". ";
  if (!facts.blocked_flow) return "";
  const NodeId from = found.other().node;
  const std::string& flow = found.check.inventory.flow(*facts.blocked_flow).id;
  return "First mend " + flow + ", which is blocked from " + found.name_of(from) +
         (flow == "cluster-network" ? ": no subnet comes from the root" : "") + ". ";
}

Told tell_newer_conf(const Found& found) {
  return {
      std::string(path_of(WorkerFile::conf)) + " changed on " + found.name() + " after " +
          running_text("NodeEngine", found.facts().node_engine_program) +
          " read it: what stood there before is in force.",
      "On " + found.name() + " restart NodeEngine: `systemctl restart nodeengine`."_marked};
}

}  // namespace

Told tell_no_port(const Found& found) {
  const std::string& text = found.facts().netcfg.public_port;
  return {
      found.name() + "'s /etc/netmanager/netcfg.json has " +
          (text.empty() ? std::string("no NodePublicPort") : "the NodePublicPort " + in_quotes(text)
          ) +
          ": the cluster loses what this worker reports of its services, and no peer learns of "
          "them.",
      "Set NodePublicPort to \"" + std::to_string(found.node().tunnel.port) +
          "\" and restart NetManager and NodeEngine."};
}

Told tell_undialled_port(const Found& found) {
  const std::uint16_t port = parse_port(found.facts().netcfg.public_port).value_or(0);
  const std::string advertised = std::to_string(port);
  const std::string wanted = std::to_string(found.node().tunnel.port);
  const std::string in_inventory =
      "tunnel: {port: " + advertised + "} in the inventory and check again";
  // What it binds and what it advertises agree: to change the one alone would break a tunnel.
  const bool is_bound = bound_port(found.facts()) == std::optional<std::int64_t>(port);
  return {
      found.name() + " advertises tunnel port " + advertised +
          " (NodePublicPort in netcfg.json), so that is what peers dial, not the inventory's " +
          wanted + ".",
      is_bound ? "If " + advertised + " is right, which it binds, too, give " + found.name() + " " +
                     in_inventory +
                     "; else set NodePublicPort in /etc/netmanager/netcfg.json and TunnelPort in "
                     "tuncfg.json to " +
                     wanted + " and restart NetManager and NodeEngine."
               : "On " + found.name() + " set NodePublicPort in /etc/netmanager/netcfg.json to \"" +
                     wanted + "\" and restart NetManager and NodeEngine; or, if " + advertised +
                     " is right, give " + in_inventory + "."};
}

Told tell_unbound_port(const Found& found) {
  const inventory::Node& node = found.node();
  const std::uint16_t port = parse_port(found.facts().netcfg.public_port).value_or(0);
  const std::int64_t binds = bound_port(found.facts()).value_or(port);
  const std::uint16_t leads_to = forwarded_port(node.tunnel, port);
  const bool forwarded = leads_to != port;
  const std::string advertised = std::to_string(port);
  const std::string bound = std::to_string(binds);
  const std::string wanted = std::to_string(leads_to);
  const bool missing = found.facts().tuncfg.state == oakestra::FileState::missing;
  Told told;
  told.message = node.name + " advertises tunnel port " + advertised +
                 " (NodePublicPort in netcfg.json)" +
                 (forwarded ? ", forwarded to " + wanted + "," : "") + " but binds " + bound +
                 (missing ? " (NetManager's default; there is no tuncfg.json)"
                          : " (TunnelPort in tuncfg.json)") +
                 ", so nobody listens where its peers dial.";
  // To change what works inside of a router would break what it forwards.
  if (const auto outside = translated_address(node, found.seen()); outside && !forwarded) {
    told.fix = name_the_forward(node, *outside, advertised, binds) +
               ". If there is no such forward, make one.";
    return told;
  }
  told.fix = "On " + node.name + " set TunnelPort in /etc/netmanager/tuncfg.json to " + wanted +
             (forwarded ? "" : ", or NodePublicPort in netcfg.json to \"" + bound + "\"") +
             ", and restart NetManager and NodeEngine; if a router forwards " + advertised +
             " to " + bound + ", say so in the inventory: tunnel: {port: " + advertised +
             ", listen: " + bound + "}.";
  return told;
}

Told tell_newer_file(const Found& found) {
  const WorkerFile file = found.finding.facts.file.value_or(WorkerFile::netcfg);
  if (file == WorkerFile::conf) return tell_newer_conf(found);
  const oakestra::WorkerProgram& program = found.facts().net_manager;
  const bool advertised = file == WorkerFile::netcfg;
  const bool both = advertised && is_newer(program, WorkerFile::tuncfg);
  const bool differs = advertised && advertises_the_same(found.node(), found.facts()).has_value();
  return {
      std::string(path_of(file)) +
          (both ? " and " + std::string(path_of(WorkerFile::tuncfg)) : "") + " changed on " +
          found.name() + " after " + running_text("NetManager", program) + " read " +
          (both ? "them" : "it") + ": what stood there before is in force" +
          (differs ? " (it advertises " + excerpt(program.log.advertised_address) + ", port " +
                         excerpt(program.log.advertised_port) + ")"
                   : "") +
          ".",
      restart_both_on(found.node()) +
          ". Services that run keep the old address until they are deployed again."};
}

Told tell_tunnel_state(const Found& found) {
  const inventory::Node& node = found.node();
  const evidence::Facts& facts = found.facts();
  const std::uint16_t port = expected_tunnel_port(node, facts);
  const TunnelState state = tunnel_state_of(facts, port);
  const bool elsewhere = state == TunnelState::other_port;
  const bool by_file = elsewhere && !is_newer(facts.net_manager, WorkerFile::tuncfg);
  return {
      tunnel_trouble(node, facts, state) + ".",
      first_mend(found) +
          (by_file ? "On " + node.name + " set TunnelPort in /etc/netmanager/tuncfg.json to " +
                         std::to_string(port) + ", or correct the inventory. "
                   : "") +
          tunnel_remedy(node, facts, state) + "."};
}

Told tell_overrun_tunnel(const Found& found) {
  constexpr double ms_in_s = 1000.0;
  std::array<char, 32> seconds{};
  std::snprintf(
      seconds.data(), seconds.size(), "%.1f", found.seen().counters.owner_drops_ms / ms_in_s
  );
  return {
      "NetManager's socket on " + found.name() + " lost " +
          std::to_string(found.finding.facts.count) + " datagrams in the " + seconds.data() +
          " s of this check: it reads too slowly. If that goes on, TCP in the overlay will crawl.",
      "Send less through the tunnel of " + found.name() +
          ", or give the machine more processor time (`top -H -p $(pidof NetManager)`). "
          "net.core.rmem_max changes nothing: NetManager sets its buffer itself."_marked};
}

}  // namespace oakprobe::telling
