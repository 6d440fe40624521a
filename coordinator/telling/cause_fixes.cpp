#include "coordinator/telling/cause_fixes.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"
#include "coordinator/telling/agent_remedy.hpp"
#include "coordinator/telling/limit_wording.hpp"
#include "coordinator/telling/marked_text.hpp"
#include "coordinator/telling/remedy.hpp"
#include "coordinator/telling/tunnel_wording.hpp"

#include <cerrno>

namespace oakprobe::telling {
namespace {

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

// Something on the network answers in the target's name, perhaps for having its address, too.
std::string twin_hint(const Scene& scene, const Fate& fate, const Names& names) {
  if (scene.nat || !scene.dialled || fate.where != SegmentSet{Segment::network}) return "";
  return "; if another machine has that address, `ip neigh show "_marked +
         scene.dialled->to_string() + "` on "_marked + names.source +
         " has another link-layer address than `ip link` on "_marked + names.target;
}

std::string no_route_remedy(const Fate& fate, const Names& names) {
  if (fate.error == EACCES)  // RTN_PROHIBIT
    return "On " + names.source + " take away the route that forbids " + names.address +
           " (`ip route show type prohibit`; `ip route get "_marked + names.address + "`)"_marked;
  return "On " + names.source + " give " + names.address +
         " a route, or bring the interface up "
         "that has it (`ip -br link`; `ip route get "_marked +
         names.address + "`)"_marked;
}

}  // namespace

std::string reverse_path_remedy(
    const std::string& filtering, const std::string& peer, const std::string& peer_address
) {
  return "On " + filtering +
         " let the reverse-path filter pass what comes in by another way than " + peer +
         " is reached by (`sysctl net.ipv4.conf.all.rp_filter=2`, and the same of the interface), "
         "or "
         "lead that way over the same interface (`ip route get "_marked +
         peer_address + "`)"_marked;
}

std::string fix_not_running(const Scene& scene, const Fate&, const Names& names) {
  const PathEvidence& evidence = *scene.evidence;
  if (const TunnelState state = missing_tunnel(evidence); state != TunnelState::unknown)
    return tunnel_remedy(evidence.target_node(), evidence.target->facts, state);
  const std::string installed =
      evidence.listener == nullptr ? "" : excerpt(evidence.listener->installed_as);
  return "On " + names.target + " start " + names.component + " (" + installed +
         ") and check again";
}

std::string fix_no_route(const Scene&, const Fate& fate, const Names& names) {
  if (fate.where == SegmentSet{Segment::source_host}) return no_route_remedy(fate, names);
  return "Give the routers between " + names.source + " and " + names.target + " a route to " +
         names.address;
}

std::string fix_unreachable_host(const Scene& scene, const Fate&, const Names& names) {
  if (scene.evidence->target->agent == AgentState::reached && scene.dialled &&
      owns(*scene.evidence->target, *scene.dialled) == std::optional(false))
    return wrong_address_remedy(scene, names);
  return "Check that " + names.target +
         " is up and has the address that was dialled, and the link to it";
}

std::string fix_name_resolution(const Scene& scene, const Fate&, const Names& names) {
  return "Let " + names.source + " resolve " + scene.evidence->path.address->text() +
         " (`getent hosts NAME`), or give an address in the inventory"_marked;
}

std::string fix_reverse_path(const Scene& scene, const Fate&, const Names& names) {
  const auto& own = scene.evidence->source->facts.outbound_address;
  return reverse_path_remedy(
      names.target,
      names.source,
      own ? own->to_string() : scene.evidence->source_node().address.text()
  );
}

std::string fix_intercepted(const Scene& scene, const Fate& fate, const Names& names) {
  return "Find the proxy, redirect or port forward that answers for " + names.address + " " +
         names.port + " in place of " + names.target + twin_hint(scene, fate, names);
}

std::string fix_local_limit(const Scene& scene, const Fate& fate, const Names&) {
  return "Check again with a lower --rate; if it stays, raise " + limit_to_raise(scene, fate);
}

std::string fix_missing_agent(const Scene& scene, const Fate&, const Names&) {
  return agent_remedy(scene.evidence->target_node(), *scene.evidence->target);
}

std::string fix_agent_busy(const Scene&, const Fate&, const Names&) {
  return "Wait until the other check is over and check again";
}

std::string fix_not_privileged(const Scene& scene, const Fate&, const Names& names) {
  if (scene.watch == Watch::live)
    return "Check again with --sudo ask (or --sudo nopasswd, where sudo asks nothing): agents "
           "that run as root see what arrives, and where it is dropped; so do those with "
           "cap_net_raw (docs/privileges.md)";
  return "Let the agent on " + names.target +
         " listen below port 1024: `setcap cap_net_bind_service+ep` on its oakprobe-agent, or "
         "start it as root (docs/privileges.md)"_marked;
}

std::string fix_port_used_as_source(const Scene& scene, const Fate&, const Names& names) {
  return "Check again; if it stays, keep the port out of the ephemeral range on " + names.target +
         " (`sysctl -w net.ipv4.ip_local_reserved_ports="_marked +
         std::to_string(scope_of(scene).listen_port) + "`) and restart who holds it"_marked;
}

}  // namespace oakprobe::telling
