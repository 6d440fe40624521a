#include "coordinator/telling/remedy.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/telling/cause_fixes.hpp"
#include "coordinator/telling/cause_words.hpp"
#include "coordinator/telling/counted_wording.hpp"
#include "coordinator/telling/dead_hop_wording.hpp"
#include "coordinator/telling/device_remedy.hpp"
#include "coordinator/telling/marked_text.hpp"

#include <cerrno>

namespace oakprobe::telling {
namespace {

// Peers dial both at one address, which neither has.
bool is_behind_same_router(const Scene& scene) {
  const inventory::Node& source = scene.evidence->source_node();
  const auto& advertised = tunnel_address(source).ip();
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
           "'s too, forward " + std::string(name_of(scope.protocol)) + " " +
           std::to_string(scope.port) + " to " + inner + " (" + scope.target +
           "), also what comes from its own inside (hairpin, NAT loopback: it must masquerade "
           "that, "
           "too); if others get through, only that is missing. If " +
           scope.source + " dials another address, say so in the inventory (" + scope.target +
           ": dial: [{from: {name: " + scope.source + "}, address: " + inner_address + "}])";
  }
  return "On the router that holds " + scene.dialled->to_string() + " forward " +
         std::string(name_of(scope.protocol)) + " " + std::to_string(scope.port) + " to " + inner +
         " (" + scope.target + ")";
}

bool is_size_trouble(const Fate& fate) {
  return fate.clue == Clue::own_mtu || (fate.icmp && kind_of(*fate.icmp) == IcmpKind::too_big);
}

// What an answer needs that the target's kernel refused to send.
std::string way_back_remedy(const Scene& scene, const Names& names) {
  const std::string peer = unmapped(scene.receipt()->observed_source).to_string();
  return "Give " + names.target + " a route back to " + names.source + " (on " + names.target +
         ": `ip route get "_marked + peer +
         "`; one into NetManager's own interface is none)."_marked;
}

// Nothing else on the way back is suspected.
bool is_at_source_end(SegmentSet where) {
  constexpr SegmentSet end{Segment::return_source_firewall, Segment::source_host};
  return where.has(Segment::return_source_firewall) && where.is_within(end);
}

std::string corruption_remedy(const Names& names) {
  return "On " + names.source +
         " turn checksum offload off and check again (`ethtool -K INTERFACE tx off`; of a VXLAN's "
         "or "
         "other tunnel's interface, too); if it stays, a device between "_marked +
         names.source + " and " + names.target + " breaks what it rewrites.";
}

std::string diversion_remedy(const Names& names) {
  return "On " + names.source + " find the rule that sends its connections to " + names.address +
         " " + names.port +
         " elsewhere (`nft list ruleset`; `iptables -t nat -S OUTPUT`), and take it away."_marked;
}

std::string binding_remedy(const Scene& scene, const Fate& fate, const Names& names) {
  const evidence::ArmedPort& listener = *scene.evidence->listener;
  const std::string owner = listener.process.empty() ? "its owner" : excerpt(listener.process);
  std::string text = "On " + names.target + " let " + owner + " listen on " + names.address +
                     " or on every address (`ss -l"_marked + (scene.udp ? "u" : "t") +
                     "np`)"_marked;
  if (fate.where.has(Segment::target_firewall))
    text += "; then allow " + names.listen_port + " in (`nft list ruleset`)"_marked;
  return text + ".";
}

std::string neighbour_remedy(const Scene& scene, const Fate& fate, const Names& names) {
  const std::string on = "On " + names.target;
  if (!fate.where.has(Segment::target_host))
    return on +
           " look at tc and netdev ingress rules (`tc filter show`; `nft list ruleset`)"_marked;
  if (scene.dialled->is_v6())
    return on +
           " let ICMPv6 neighbour solicitations in (nft: icmpv6 type nd-neighbor-solicit "
           "accept)";
  return on + " let it answer ARP for " + names.address +
         " (`sysctl net.ipv4.conf.all.arp_ignore`; `ip addr`; `nft list ruleset`; `arptables -L`)"_marked;
}

// Without an end; empty: the clue alone says nothing.
std::string remedy_by_clue(const Scene& scene, const Fate& fate, const Names& names) {
  switch (fate.clue) {
    case Clue::silent_neighbour:
      return neighbour_remedy(scene, fate, names);
    case Clue::host_only_name:
      return "For the containers of " + names.source +
             " write the address where the name stands (SYSTEM_MANAGER_URL), add it as extra_hosts "
             "to their compose file, or put " +
             scene.evidence->path.address->text() + " into DNS";
    case Clue::into_overlay:
      return "On " + names.source + " give " + names.address +
             " a route that is narrower than NetManager's (`ip route add NETWORK/24 via GATEWAY`), "
             "or dial "_marked +
             names.target + " at an address outside of the overlay";
    default:
      return "";
  }
}

}  // namespace

std::string dead_member_remedy(const Names& names) {
  return "Look for a dead member of a bond, LAG or multipath route between " + names.source +
         " and " + names.target +
         " (`ip route show`; `cat /proc/net/bonding/*`; the routers' port channels), and take it out."_marked;
}

std::string redirection_remedy(const Names& names) {
  return "On " + names.target + " find the rule that leads " + names.listen_port +
         " to another port or address (`nft list ruleset`; `iptables -t nat -S`), and take it away "
         "or "
         "lead it to "_marked +
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
  scope.target_tool = evidence.target->facts.firewall_tool;
  if (const auto peer = source_as_seen(scene); peer && !scene.nat && scene.dialled) {
    scope.source_address = peer->to_string();
    scope.target_address = scene.dialled->to_string();
  }
  return scope;
}

namespace {

Remedy remedy_by(Repair repair) {
  Remedy remedy{text_of(repair)};
  remedy.repair = std::move(repair);
  return remedy;
}

Remedy remedy_of_fate(const Scene& scene, const Fate& fate) {
  if (!fate.cause) return {};
  if (fate.clue == Clue::redirected) return {redirection_remedy(names_of(scene))};
  if (fate.clue == Clue::corrupted) return {corruption_remedy(names_of(scene))};
  if (fate.clue == Clue::diverted) return {diversion_remedy(names_of(scene))};
  if (fate.clue == Clue::bound_to_loopback) return {binding_remedy(scene, fate, names_of(scene))};
  if (auto repair = repair_by_rule(scene, fate)) return remedy_by(*std::move(repair));
  const RemedyScope scope = scope_of(scene);
  if (Remedy remedy = device_remedy(scene, fate, names_of(scene)); !remedy.text.empty())
    return remedy;
  if (std::string text = dead_hop_remedy(fate, names_of(scene)); !text.empty())
    return {std::move(text)};
  const bool forwarded = scene.nat && fate.where.has(Segment::network) &&
                         fate.clue != Clue::router_error && fate.clue != Clue::no_neighbour;
  if (forwarded && is_remedied_by_segment(*fate.cause)) {
    return {forward_remedy(scene, scope) + ".", true};
  }
  if (is_size_trouble(fate)) {
    return {
        "Make the links and tunnels between " + scope.source + " and " + scope.target +
        " take packets of this size (`ip link`; `ip route show cache`)."_marked};
  }
  if (fate.cause == Cause::return_lost && fate.where == SegmentSet{Segment::source_host}) {
    return {
        "On " + scope.source +
        " find out why its kernel drops what its firewall lets in (`nstat -az UdpInCsumErrors "
        "UdpRcvbufErrors`; broken checksums come from offloading, `ethtool -K`)."_marked};
  }
  // Whatever else is in the way: without it no handshake can end.
  if (scene.no_route_back && fate.where.has(Segment::target_host)) {
    return {
        "Give " + scope.target + " a route back to " + scope.source + " (on " + scope.target +
        ": `ip route get ADDRESS`), and check again."_marked};
  }
  if (fate.clue == Clue::own_source) {
    return {
        "Give " + scope.source + " or " + scope.target + " another address than " +
        scene.shared_source->to_string() + " (`ip addr` on both)."_marked};
  }
  if (fate.cause == Cause::return_lost && scene.receipt() != nullptr &&
      (fate.error == ENETUNREACH || fate.error == EHOSTUNREACH))
    return {way_back_remedy(scene, names_of(scene))};
  if (fate.cause == Cause::return_lost && scene.return_path_rose && is_at_source_end(fate.where))
    return {reverse_path_remedy(scope.source, scope.target, names_of(scene).address) + "."};
  if (fate.clue == Clue::ingress_hook)
    return {
        "On " + scope.target +
        " find the rule before its firewall's INPUT (`nft list ruleset`, tables netdev and "
        "bridge; `ebtables -L`; `tc filter show dev INTERFACE ingress`), and let "_marked +
        std::string(name_of(scope.protocol)) + " " + std::to_string(scope.listen_port) + " pass."};
  if (fate.misdelivered)
    return {
        "On " + scope.source + " forget who has " + names_of(scene).address +
        " on the link (`ip neigh flush to "_marked + names_of(scene).address +
        "`), and check again; if it stays, look for who answers for it (`ip neigh`; `ip link` on "_marked +
        scope.target + ")."};
  if (fate.clue == Clue::mute && scope.protocol == Protocol::tcp)
    return {
        "Handshakes pass: look for what inspects or tracks connections between " + scope.source +
        " and " + scope.target + " (nft: ct state invalid drop; an IPS; a proxy)."};
  if (is_remedied_by_segment(*fate.cause)) {
    if (auto repair = repair_by_tool(scene, fate)) return remedy_by(*std::move(repair));
    return {remedy_by_segment(fate.where, scope)};
  }
  const CauseWords& words = words_of(*fate.cause);
  std::string text = remedy_by_clue(scene, fate, names_of(scene));
  if (text.empty() && words.fix != nullptr) text = words.fix(scene, fate, names_of(scene));
  return {text.empty() ? text : text + "."};
}

}  // namespace

Remedy remedy_of(const Scene& scene, const JoinedFate& joined) {
  Remedy remedy = remedy_of_fate(scene, joined.fate);
  std::string& text = remedy.text;
  if (!text.empty()) text += counted_remedy(joined.fate.losses);
  if (joined.fate.unheard)
    text += (text.empty() ? "On " : " And on ") + scene.evidence->source_node().name +
            " let ICMP errors in (nft: ct state related accept; icmp type destination-unreachable "
            "accept).";
  return remedy;
}

}  // namespace oakprobe::telling
