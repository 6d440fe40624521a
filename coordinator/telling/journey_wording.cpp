#include "coordinator/telling/journey_wording.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/telling/dead_hop_wording.hpp"
#include "coordinator/telling/device_wording.hpp"

namespace oakprobe::telling {
namespace {

using evidence::Waypoint;

std::string passed_text(Waypoint waypoint, const Names& names) {
  switch (waypoint) {
    case Waypoint::sent:
      return "sent";
    case Waypoint::left_source:
      return "seen leaving " + names.source;
    case Waypoint::reached_target:
      return "seen arriving at " + names.target;
    case Waypoint::admitted:
      return "let in by " + names.target + "'s firewall";
    case Waypoint::delivered:
    case Waypoint::answered:
      return "taken by " + names.target;
    case Waypoint::answer_left:
      return "answered by " + names.target;
    case Waypoint::answer_reached:
      return "answered; the answer was seen arriving at " + names.source;
    case Waypoint::answer_admitted:
    case Waypoint::answer_delivered:
      return "answered; the answer was let in by " + names.source + "'s firewall";
  }
  return "";
}

// is_answered: that there was an answer has been said.
std::string missed_text(Waypoint waypoint, bool is_answered, const Names& names) {
  switch (waypoint) {
    case Waypoint::sent:
      return "not sent";
    case Waypoint::left_source:
      return "never seen leaving " + names.source;
    case Waypoint::reached_target:
      return "never seen arriving at " + names.target;
    case Waypoint::admitted:
      return "not let in by " + names.target + "'s firewall";
    case Waypoint::delivered:
    case Waypoint::answered:
      return "not taken by any socket there";
    case Waypoint::answer_left:
      return "no answer was seen leaving " + names.target;
    case Waypoint::answer_reached:
      return "no answer was seen arriving at " + names.source;
    case Waypoint::answer_admitted:
      return (is_answered ? "not let in by " : "the answer was not let in by ") + names.source +
             "'s firewall";
    case Waypoint::answer_delivered:
      return std::string(is_answered ? "" : "the answer ") +
             "did not come to the socket that had asked";
  }
  return "";
}

bool is_answered_as_itself(const Scene& scene) {
  const evidence::DialEvidence* const dial = scene.dial();
  return dial != nullptr && dial->service && dial->service->kind == evidence::AnswerKind::itself;
}

std::string led_astray_sentence(
    const Scene& scene, const Fate& fate, const Names& names, const std::string& subject
) {
  const std::string came = subject + " came to " + names.target + ", whose own rules lead " +
                           names.listen_port + " to another port or address (REDIRECT or DNAT)";
  switch (fate.cause.value_or(Cause::dropped)) {
    case Cause::intercepted:
      return came + (scene.udp ? ", which " + names.component + " does not hold"
                               : ", and something else answered than our stand-in");
    case Cause::refused:
      return came + ", where nothing listens";
    default:
      return came + ", and nothing came back";
  }
}

}  // namespace

std::string journey_clause(const Fate& fate, const Names& names) {
  if (!fate.missed || !fate.passed) return "";
  const bool is_answered = *fate.passed >= Waypoint::answer_reached;
  return passed_text(*fate.passed, names) + ", and " +
         missed_text(*fate.missed, is_answered, names);
}

std::string tunnel_clause(const Scene& scene, const Fate& fate, const Names& names) {
  const Tunnels tunnels = tunnels_of(*scene.evidence);
  const bool out = tunnels.out != nullptr;
  const bool back = tunnels.back != nullptr;
  const bool forth_lost = fate.where.has(Segment::network) && fate.where.size() > 1;
  const bool back_lost = fate.where.has(Segment::return_network) && fate.where.size() > 1;
  if (forth_lost && (out || tunnels.in != nullptr)) {
    const std::string end = out ? "; it leaves " + names.source + " by " + described(*tunnels.out)
                                : "; it comes to " + names.target + " by " + described(*tunnels.in);
    const bool either = out && fate.where.has(Segment::target_firewall);
    const std::string by =
        either ? "either firewall" : (out ? names.source : names.target) + "'s firewall";
    return end + ": its outer packets may be dropped by " + by;
  }
  if (back_lost && (back || tunnels.home != nullptr)) {
    const std::string end =
        back ? "; the answer leaves " + names.target + " by " + described(*tunnels.back)
             : "; the answer comes to " + names.source + " by " + described(*tunnels.home);
    return end + ": its outer packets may be dropped by either firewall";
  }
  return "";
}

namespace {

// "seen on br0, a bridge over eth0, and not on what it leads out by"
std::string inside_sentence(const Scene& scene, const Names& names, const std::string& subject) {
  const NodeObservation& source = *scene.evidence->source;
  const evidence::InnerDevice* device =
      scene.dialled ? device_of(source, way_to(source, *scene.dialled)) : nullptr;
  if (device == nullptr) return subject + "seen inside " + names.source + ", and never leaving it";
  if (leads_nowhere_else(source, *device))
    return subject + "seen on " + described(*device) + ": " + names.source + "'s route to " +
           names.address + " leads nowhere else";
  return subject + "seen on " + described(*device) + ", and never leaving " + names.source +
         ": a rule behind the device (a bridge's, ebtables, tc) drops it";
}

}  // namespace

std::string stopped_sentence(
    const Scene& scene, const Fate& fate, const Names& names, std::size_t count
) {
  const std::string attempts = count_of(count, scene.udp ? "probe" : "connection attempt");
  const std::string subject = names.source + "'s " + attempts + " to " + names.where;
  const std::string were = count == 1 ? " was " : " were ";
  const std::string way = subject + were + journey_clause(fate, names);
  switch (fate.clue) {
    case Clue::answered_elsewhere:
      return names.source + " connected to " + names.where + ", but " + names.target +
             " saw no such connection: " +
             (is_answered_as_itself(scene)
                  ? "another machine that runs the same, or a proxy, answered in its place"
                  : "something else answered in its place");
    case Clue::diverted:
      return subject + were + "sent elsewhere by " + names.source +
             "'s own rules (nat OUTPUT): " + (count == 1 ? "it was" : "they were") +
             " seen leaving for another address or port";
    case Clue::redirected:
      return led_astray_sentence(scene, fate, names, subject);
    case Clue::bound_to_loopback: {
      const evidence::ArmedPort& listener = *scene.evidence->listener;
      return subject + " can't be taken: " +
             (listener.process.empty() ? "the port's owner" : excerpt(listener.process)) + " on " +
             names.target + " listens on " + excerpt(listener.address) + " only" +
             (fate.missed == Waypoint::admitted ? ", and its firewall does not let them in" : "");
    }
    case Clue::foreign_address:
      return subject + " arrived at " + names.target + " for the address " + names.address +
             ", which is none of its own, so it does not take them";
    case Clue::own_source:
      return subject + " arrived at " + names.target + " from " + scene.shared_source->to_string() +
             ", an address that " + names.target + " has itself, so its kernel drops them";
    case Clue::ingress_hook: {
      const evidence::InnerDevice* holder =
          scene.dialled ? device_with(*scene.evidence->target, *scene.dialled) : nullptr;
      if (holder != nullptr && holder->kind == evidence::DeviceKind::bridge)
        return way + ": it was dropped before " + described(*holder) +
               ", gave it to the host: by a rule of the bridge (nft table bridge, ebtables), or a "
               "tc or netdev ingress rule";
      return way + ": a tc or netdev ingress rule drops it before the host's own filters";
    }
    case Clue::kept_inside:
      return inside_sentence(scene, names, subject + were);
    case Clue::corrupted: {
      const evidence::KernelCounters& there = scene.evidence->target->counters;
      const auto& rose = scene.udp ? there.udp_checksum_errors : there.tcp_checksum_errors;
      return subject + " arrived at " + names.target + " with a wrong " +
             (scene.udp ? "UDP" : "TCP") + " checksum, so its kernel threw " +
             (count == 1 ? "it" : "them") + " away" +
             (rose.value_or(0) > 0 ? " (InCsumErrors rose by " + std::to_string(*rose) + ")" : "");
    }
    case Clue::not_taken: {
      const evidence::ArmedPort* listener = scene.evidence->listener;
      if (scene.watch == Watch::live && listener != nullptr && listener->address != "*") {
        return way + ": " + (listener->process.empty() ? "its owner" : excerpt(listener->process)) +
               " listens on " + excerpt(listener->address) + " only";
      }
      if (scene.watch == Watch::idle) {
        return way + ": nothing listens on " + names.listen_port;
      }
      return way;
    }
    default:
      break;
  }
  if (fate.cause == Cause::reverse_path) {
    return subject + were + passed_text(*fate.passed, names) + ", and discarded there by its " +
           "reverse-path filter, since it would answer by another way";
  }
  if (fate.cause == Cause::unreachable_host && fate.dead_hop != nullptr)
    return way + ": " + dead_hop_clause(fate, names);
  if (fate.misdelivered) return way + " but in frames for another machine's link-layer address";
  if (fate.cause == Cause::no_route) return way + ": it has no route back to " + names.source;
  return way;
}

}  // namespace oakprobe::telling
