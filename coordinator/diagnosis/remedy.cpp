#include "coordinator/diagnosis/remedy.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/agent_remedy.hpp"
#include "coordinator/diagnosis/dead_hop_wording.hpp"
#include "coordinator/diagnosis/device_remedy.hpp"
#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"
#include "coordinator/diagnosis/wording.hpp"

#include <array>
#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

std::string step_for(Segment segment, const RemedyScope& scope) {
  const std::string protocol(to_string(scope.protocol));
  const std::string port = std::to_string(scope.port);
  const std::string bound = std::to_string(scope.listen_port);
  switch (segment) {
    case Segment::source_host:
      return "on " + scope.source + " look at addresses and routes (ip addr; ip route)";
    case Segment::source_firewall:
      return "on " + scope.source + " allow " + protocol + " " + port +
             " out (nft list ruleset; iptables -S OUTPUT)";
    case Segment::network:
      return "let " + protocol + " " + port + " from " + scope.source + " to " + scope.target +
             " through on the way (routers, cloud security groups" +
             (scope.protocol == Protocol::udp ? ": udp, not tcp)" : ")");
    case Segment::target_firewall:
      return "on " + scope.target + " allow " + protocol + " " + bound + " in (ufw allow " + bound +
             "/" + protocol + "; firewall-cmd --add-port=" + bound + "/" + protocol +
             ", and again with --permanent; sudo nft list ruleset shows the rule that stops it)";
    case Segment::target_host:
      return "on " + scope.target + " look at who listens, routes and reverse-path filter (ss -l" +
             (scope.protocol == Protocol::udp ? "u" : "t") +
             "np; ip route; sysctl net.ipv4.conf.all.rp_filter)";
    case Segment::return_target_firewall:
      return "on " + scope.target + " let answers from " + protocol + " " + bound +
             " out (nft list ruleset; iptables -S OUTPUT)";
    case Segment::return_network:
      return "let answers from " + scope.target + "'s " + protocol + " " + port + " back to " +
             scope.source + " on the way";
    case Segment::return_source_firewall:
      return "on " + scope.source + " let answers from " + protocol + " " + port +
             " in (ct state established accept)";
  }
  return "";
}

// Where one looks first, by how often it is the reason.
constexpr std::array by_likelihood{
    Segment::target_firewall,
    Segment::network,
    Segment::source_firewall,
    Segment::target_host,
    Segment::return_target_firewall,
    Segment::return_network,
    Segment::return_source_firewall,
    Segment::source_host,
};

// One step is a sentence; several are tried in turn. More than three are no help.
constexpr std::size_t steps_max = 3;

// Peers dial both at one address, which neither has.
bool is_behind_same_router(const Scene& scene) {
  const inventory::Node& source = scene.evidence->source_node();
  const auto advertised = parse_ip_address(source.tunnel.address.value_or(source.address));
  return advertised && scene.dialled && unmapped(*advertised) == unmapped(*scene.dialled) &&
         !scene.may_dial_itself;
}

std::string forward_remedy(const Scene& scene, const RemedyScope& scope) {
  std::string inner = scope.target;
  std::string inner_address = "ADDRESS";
  for (const IpAddress& own : scene.evidence->target->facts.addresses) {
    // The inner address of the same family; the first is as good as any.
    if (own.is_v4() != scene.dialled->is_v4()) continue;
    inner_address = unmapped(own).to_string();
    inner = unmapped(own).to_string() + ":" + std::to_string(scope.listen_port);
    if (own.is_v6()) {
      inner = "[" + unmapped(own).to_string() + "]:" + std::to_string(scope.listen_port);
    }
    break;
  }
  if (is_behind_same_router(scene)) {
    return "On the router that holds " + scene.dialled->to_string() + ", which is " + scope.source +
           "'s too, forward " + std::string(to_string(scope.protocol)) + " " +
           std::to_string(scope.port) + " to " + inner + " (" + scope.target +
           "), also what comes from its own inside (hairpin, NAT loopback: it must masquerade "
           "that, "
           "too); if others get through, only that is missing. If " +
           scope.source + " dials another address, say so in the inventory (" + scope.target +
           ": dial: [{from: {name: " + scope.source + "}, address: " + inner_address + "}])";
  }
  return "On the router that holds " + scene.dialled->to_string() + " forward " +
         std::string(to_string(scope.protocol)) + " " + std::to_string(scope.port) + " to " +
         inner + " (" + scope.target + ")";
}

bool is_size_trouble(const Fate& fate) {
  return fate.clue == Clue::own_mtu || (fate.icmp && kind_of(*fate.icmp) == IcmpKind::too_big);
}

std::string limit_to_raise(const Scene& scene, const Fate& fate) {
  if (fate.clue != Clue::overflow) {
    // A port that our own agent could not listen on is the target's limit.
    const bool at_target = scene.watch == Watch::failed;
    const int error = at_target ? scene.evidence->listener->error : fate.error;
    const inventory::Node& node =
        at_target ? scene.evidence->target_node() : scene.evidence->source_node();
    return setting_for(error) + " on " + node.name;
  }
  std::string text;
  for (const LocalLimit& one : limits_met(*scene.evidence))
    text += (text.empty() ? "" : ", ") + one.setting + " on " + one.node->name;
  return text;
}

std::string reverse_path_remedy(
    const std::string& filtering, const std::string& peer, const std::string& peer_address
) {
  return "On " + filtering +
         " let the reverse-path filter pass what comes in by another way than " + peer +
         " is reached by (sysctl net.ipv4.conf.all.rp_filter=2, and the same of the interface), or "
         "lead that way over the same interface (ip route get " +
         peer_address + ")";
}

// What an answer needs that the target's kernel refused to send.
std::string way_back_remedy(const Scene& scene, const Names& names) {
  const std::string peer = unmapped(scene.receipt()->observed_source).to_string();
  return "Give " + names.target + " a route back to " + names.source + " (on " + names.target +
         ": ip route get " + peer + "; one into NetManager's own interface is none).";
}

// Nothing else on the way back is suspected.
bool is_at_source_end(SegmentSet where) {
  constexpr SegmentSet end{Segment::return_source_firewall, Segment::source_host};
  return where.has(Segment::return_source_firewall) && (where.bits() & ~end.bits()) == 0;
}

// Its agent answers, so it is up; and what was dialled is not its own.
std::string wrong_address_remedy(const Scene& scene, const Names& names) {
  std::string own;
  for (const IpAddress& address : scene.evidence->target->facts.addresses)
    if (unmapped(address).is_v4() == scene.dialled->is_v4() && own.empty())
      own = unmapped(address).to_string();
  return names.target + " is up, and has " + (own.empty() ? "other addresses" : own) +
         ": if it is to be dialled there, correct the inventory, and what it advertises; if a "
         "router has " +
         names.address + " for it, bring that up";
}

std::string neighbour_remedy(const Scene& scene, const Fate& fate, const Names& names) {
  const std::string on = "On " + names.target;
  if (!fate.where.has(Segment::target_host))
    return on + " look at tc and netdev ingress rules (tc filter show; nft list ruleset)";
  if (scene.dialled->is_v6())
    return on +
           " let ICMPv6 neighbour solicitations in (nft: icmpv6 type nd-neighbor-solicit "
           "accept)";
  return on + " let it answer ARP for " + names.address +
         " (sysctl net.ipv4.conf.all.arp_ignore; ip addr; nft list ruleset; arptables -L)";
}

std::string corruption_remedy(const Names& names) {
  return "On " + names.source +
         " turn checksum offload off and check again (ethtool -K INTERFACE tx off; of a VXLAN's or "
         "other tunnel's interface, too); if it stays, a device between " +
         names.source + " and " + names.target + " breaks what it rewrites.";
}

std::string diversion_remedy(const Names& names) {
  return "On " + names.source + " find the rule that sends its connections to " + names.address +
         " " + names.port +
         " elsewhere (nft list ruleset; iptables -t nat -S OUTPUT), and take it away.";
}

std::string binding_remedy(const Scene& scene, const Fate& fate, const Names& names) {
  const evidence::ArmedPort& listener = *scene.evidence->listener;
  const std::string owner = listener.process.empty() ? "its owner" : excerpt(listener.process);
  std::string text = "On " + names.target + " let " + owner + " listen on " + names.address +
                     " or on every address (ss -l" + (scene.udp ? "u" : "t") + "np)";
  if (fate.where.has(Segment::target_firewall))
    text += "; then allow " + names.listen_port + " in (nft list ruleset)";
  return text + ".";
}

// Something on the network answers in the target's name, perhaps for having its address, too.
std::string twin_hint(const Scene& scene, const Fate& fate, const Names& names) {
  if (scene.nat || !scene.dialled || fate.where != SegmentSet{Segment::network}) return "";
  return "; if another machine has that address, ip neigh show " + scene.dialled->to_string() +
         " on " + names.source + " has another link-layer address than ip link on " + names.target;
}

std::string no_route_remedy(const Fate& fate, const Names& names) {
  if (fate.error == EACCES)  // RTN_PROHIBIT
    return "On " + names.source + " take away the route that forbids " + names.address +
           " (ip route show type prohibit; ip route get " + names.address + ")";
  return "On " + names.source + " give " + names.address +
         " a route, or bring the interface up "
         "that has it (ip -br link; ip route get " +
         names.address + ")";
}

std::string special_remedy(const Scene& scene, const Fate& fate, const Names& names) {
  if (fate.clue == Clue::silent_neighbour) return neighbour_remedy(scene, fate, names);
  if (fate.clue == Clue::host_only_name)
    return "For the containers of " + names.source +
           " write the address where the name stands (SYSTEM_MANAGER_URL), add it as extra_hosts "
           "to their compose file, or put " +
           std::string(scene.evidence->path.address) + " into DNS";
  if (fate.clue == Clue::into_overlay)
    return "On " + names.source + " give " + names.address +
           " a route that is narrower than NetManager's (ip route add NETWORK/24 via GATEWAY), or "
           "dial " +
           names.target + " at an address outside of the overlay";
  switch (*fate.cause) {
    case Cause::not_running:
      if (const TunnelState state = missing_tunnel(*scene.evidence); state != TunnelState::unknown)
        return tunnel_remedy(scene.evidence->target_node(), scene.evidence->target->facts, state);
      return "On " + names.target + " start " + names.component + " (" +
             excerpt(scene.evidence->listener->installed_as) + ") and check again";
    case Cause::name_resolution:
      return "Let " + names.source + " resolve " + std::string(scene.evidence->path.address) +
             " (getent hosts NAME), or give an address in the inventory";
    case Cause::unreachable_host:
      if (scene.evidence->target->agent == AgentState::reached && scene.dialled &&
          owns(*scene.evidence->target, *scene.dialled) == std::optional(false))
        return wrong_address_remedy(scene, names);
      return "Check that " + names.target +
             " is up and has the address that was dialled, and the link to it";
    case Cause::no_route:
      return fate.where == SegmentSet{Segment::source_host}
                 ? no_route_remedy(fate, names)
                 : "Give the routers between " + names.source + " and " + names.target +
                       " a route to " + names.address;
    case Cause::reverse_path: {
      const auto& own = scene.evidence->source->facts.outbound_address;
      return reverse_path_remedy(
          names.target,
          names.source,
          own ? own->to_string() : std::string(scene.evidence->source_node().address)
      );
    }
    case Cause::intercepted:
      return "Find the proxy, redirect or port forward that answers for " + names.address + " " +
             names.port + " in place of " + names.target + twin_hint(scene, fate, names);
    case Cause::agent_lost:
    case Cause::agent_unreachable:
      return agent_remedy(scene.evidence->target_node(), *scene.evidence->target);
    case Cause::not_privileged:
      if (scene.watch == Watch::live)
        return "Check again with --sudo ask (or --sudo nopasswd, where sudo asks nothing): agents "
               "that run as root see what arrives, and where it is dropped; so do those with "
               "cap_net_raw (docs/privileges.md)";
      return "Let the agent on " + names.target +
             " listen below port 1024: setcap cap_net_bind_service+ep on its oakprobe-agent, or "
             "start it as root (docs/privileges.md)";
    case Cause::agent_busy:
      return "Wait until the other check is over and check again";
    case Cause::port_used_as_source:
      return "Check again; if it stays, keep the port out of the ephemeral range on " +
             names.target + " (sysctl -w net.ipv4.ip_local_reserved_ports=" +
             std::to_string(scope_of(scene).listen_port) + ") and restart who holds it";
    case Cause::local_limit:
      return "Check again with a lower --rate; if it stays, raise " + limit_to_raise(scene, fate);
    default:
      return "";
  }
}

}  // namespace

std::string dead_member_remedy(const Names& names) {
  return "Look for a dead member of a bond, LAG or multipath route between " + names.source +
         " and " + names.target +
         " (ip route show; cat /proc/net/bonding/*; the routers' port channels), and take it out.";
}

std::string redirection_remedy(const Names& names) {
  return "On " + names.target + " find the rule that leads " + names.listen_port +
         " to another port or address (nft list ruleset; iptables -t nat -S), and take it away or "
         "lead it to " +
         names.component + ".";
}

RemedyScope scope_of(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  RemedyScope scope;
  scope.source = evidence.source_node().name;
  scope.target = evidence.target_node().name;
  scope.protocol = evidence.flow().protocol;
  scope.port = evidence.path.port;
  scope.listen_port = evidence.listener != nullptr ? evidence.listener->port.port
                                                   : evidence.path.listen.value_or(scope.port);
  return scope;
}

std::string remedy_by_segment(SegmentSet where, const RemedyScope& scope) {
  std::string text;
  std::size_t steps = 0;
  for (const Segment segment : by_likelihood) {
    if (!where.has(segment) || steps == steps_max) continue;
    std::string step = step_for(segment, scope);
    if (steps == 0) step.front() = static_cast<char>(step.front() - 'a' + 'A');
    text += (steps == 0 ? "" : "; if that is not it, ") + step;
    ++steps;
  }
  return text.empty() ? text : text + ".";
}

bool is_remedied_by_segment(Cause cause) {
  switch (cause) {
    case Cause::dropped:
    case Cause::rejected:
    case Cause::refused:
    case Cause::return_lost:
      return true;
    default:
      return false;
  }
}

namespace {

std::string remedy_of_fate(const Scene& scene, const Fate& fate) {
  if (!fate.cause) return "";
  if (fate.clue == Clue::redirected) return redirection_remedy(names_of(scene));
  if (fate.clue == Clue::corrupted) return corruption_remedy(names_of(scene));
  if (fate.clue == Clue::diverted) return diversion_remedy(names_of(scene));
  if (fate.clue == Clue::bound_to_loopback) return binding_remedy(scene, fate, names_of(scene));
  const RemedyScope scope = scope_of(scene);
  if (std::string text = device_remedy(scene, fate, names_of(scene)); !text.empty()) return text;
  if (std::string text = dead_hop_remedy(fate, names_of(scene)); !text.empty()) return text;
  const bool forwarded = scene.nat && fate.where.has(Segment::network) &&
                         fate.clue != Clue::router_error && fate.clue != Clue::no_neighbour;
  if (forwarded && is_remedied_by_segment(*fate.cause)) {
    return forward_remedy(scene, scope) + ".";
  }
  if (is_size_trouble(fate)) {
    return "Make the links and tunnels between " + scope.source + " and " + scope.target +
           " take packets of this size (ip link; ip route show cache).";
  }
  if (fate.cause == Cause::return_lost && fate.where == SegmentSet{Segment::source_host}) {
    return "On " + scope.source +
           " find out why its kernel drops what its firewall lets in (nstat -az UdpInCsumErrors "
           "UdpRcvbufErrors; broken checksums come from offloading, ethtool -K).";
  }
  // Whatever else is in the way: without it no handshake can end.
  if (scene.no_route_back && fate.where.has(Segment::target_host)) {
    return "Give " + scope.target + " a route back to " + scope.source + " (on " + scope.target +
           ": ip route get ADDRESS), and check again.";
  }
  if (fate.clue == Clue::own_source) {
    return "Give " + scope.source + " or " + scope.target + " another address than " +
           scene.shared_source->to_string() + " (ip addr on both).";
  }
  if (fate.cause == Cause::return_lost && scene.receipt() != nullptr &&
      (fate.error == ENETUNREACH || fate.error == EHOSTUNREACH))
    return way_back_remedy(scene, names_of(scene));
  if (fate.cause == Cause::return_lost && scene.return_path_rose && is_at_source_end(fate.where))
    return reverse_path_remedy(scope.source, scope.target, names_of(scene).address) + ".";
  if (fate.clue == Clue::ingress_hook)
    return "On " + scope.target +
           " find the rule before its firewall's INPUT (nft list ruleset, tables netdev and "
           "bridge; "
           "ebtables -L; tc filter show dev INTERFACE ingress), and let " +
           std::string(to_string(scope.protocol)) + " " + std::to_string(scope.listen_port) +
           " pass.";
  if (fate.misdelivered)
    return "On " + scope.source + " forget who has " + names_of(scene).address +
           " on the link (ip neigh flush to " + names_of(scene).address +
           "), and check again; if it stays, look for who answers for it (ip neigh; ip link on " +
           scope.target + ").";
  if (fate.clue == Clue::mute && scope.protocol == Protocol::tcp)
    return "Handshakes pass: look for what inspects or tracks connections between " + scope.source +
           " and " + scope.target + " (nft: ct state invalid drop; an IPS; a proxy).";
  if (is_remedied_by_segment(*fate.cause)) return remedy_by_segment(fate.where, scope);
  const std::string text = special_remedy(scene, fate, names_of(scene));
  return text.empty() ? text : text + ".";
}

}  // namespace

std::string remedy_of(const Scene& scene, const JoinedFate& joined) {
  std::string text = remedy_of_fate(scene, joined.fate);
  if (!text.empty()) text += counted_remedy(joined.fate.losses);
  if (joined.fate.unheard)
    text += (text.empty() ? "On " : " And on ") + scene.evidence->source_node().name +
            " let ICMP errors in (nft: ct state related accept; icmp type destination-unreachable "
            "accept).";
  return text;
}

}  // namespace oakprobe::diagnosis
