#include "coordinator/telling/wording.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/inner_devices.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"
#include "coordinator/diagnosis/twin.hpp"
#include "coordinator/telling/attempt_sentences.hpp"
#include "coordinator/telling/counted_wording.hpp"
#include "coordinator/telling/error_text.hpp"
#include "coordinator/telling/journey_wording.hpp"
#include "coordinator/telling/limit_wording.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/remedy.hpp"
#include "coordinator/telling/rule_words.hpp"
#include "coordinator/telling/source_wording.hpp"
#include "coordinator/telling/tunnel_wording.hpp"

#include <algorithm>

namespace oakprobe::telling {
namespace {

// A router's forward leads to the target, and there to another port than the tunnel's.
bool is_led_to_another_port(const Scene& scene) {
  const evidence::PathSights* sights = scene.evidence->sights;
  return scene.nat && sights != nullptr && !(*sights)[evidence::Sight::other_port].empty();
}

std::string wrong_forward(const Names& names) {
  return "the forward leads to another port of " + names.target + " than " + names.listen_port +
         ": there the probes were seen to arrive";
}

std::string nat_hint(const Scene& scene, const Names& names) {
  if (!scene.nat) return "";
  if (is_led_to_another_port(scene)) return "; " + wrong_forward(names);
  const std::string dialled = scene.dialled->to_string();
  return "; " + dialled + " is not one of " + names.target +
         "'s own addresses, so the forward to it may be missing, or a router may not send it back "
         "in when both are behind it";
}

std::string target_hint(const Scene& scene, const Names& names) {
  std::string text;
  if (scene.reverse_path_rose && !scene.nat) {
    text +=
        "; meanwhile " + names.target + "'s kernel discarded packets by its reverse-path filter";
  }
  if (scene.other_bind && !scene.nat) {
    text +=
        "; the stand-in listened on " + scene.evidence->target_node().bind->to_string() + " only";
  }
  if (scene.no_route_back) text += "; " + names.target + " has no route back";
  return text;
}

// NetManager runs, and why it has no tunnel all the same; "": not so.
std::string tunnel_clause(const Scene& scene) {
  const TunnelState state = missing_tunnel(*scene.evidence);
  if (state == TunnelState::unknown || state == TunnelState::stopped) return "";
  return tunnel_trouble(scene.evidence->target_node(), scene.evidence->target->facts, state);
}

// What stands between a refusal by the target and a verdict.
std::string listener_clause(const Scene& scene, const Names& names) {
  const evidence::ArmedPort* listener = scene.evidence->listener;
  switch (scene.watch) {
    case Watch::stand_in:
      return " although our stand-in listened there, so a filter answers in its place";
    case Watch::not_running:
      if (const std::string clause = tunnel_clause(scene); !clause.empty()) return "; " + clause;
      return "; " + names.component + " is installed there (" + excerpt(listener->installed_as) +
             ") and does not listen";
    case Watch::live: {
      const std::string& bound = listener->address;
      const bool narrow = !bound.empty() && bound != "*";
      return " although " + (listener->process.empty() ? "a process" : excerpt(listener->process)) +
             " listens there" + (narrow ? " (on " + excerpt(bound) + " only)" : "");
    }
    case Watch::idle:
      return "; nothing listens there";
    default:
      return "; " + unwatched_reason(scene);
  }
}

std::string probes(const Scene& scene, std::size_t count) {
  return count_of(count, scene.udp ? "probe" : "connection attempt");
}

std::string silence_sentence(const Scene& scene, const Names& names, std::size_t count) {
  const std::string sent = names.source + "'s " + probes(scene, count) + " to " + names.where;
  if (scene.watch == Watch::not_running) {
    if (std::string clause = tunnel_clause(scene); !clause.empty()) return clause;
    const bool named = !scene.evidence->flow().component.empty();
    return (named ? names.component : "The component") + " is installed on " + names.target + " (" +
           excerpt(scene.evidence->listener->installed_as) + ") and does not listen on " +
           names.listen_port;
  }
  if (scene.watch != Watch::stand_in) {
    return sent + " went unanswered, which tells nothing: " + unwatched_reason(scene);
  }
  const std::string what =
      scene.udp ? (count == 1 ? " was sent and did not arrive" : " were sent and none arrived")
                : " got no answer at all";
  return sent + what + (scene.udp ? "; nothing answered" : "") + nat_hint(scene, names) +
         target_hint(scene, names);
}

std::string limits_clause(const Scene& scene) {
  std::string text;
  for (const LocalLimit& one : limits_met(*scene.evidence))
    text += (text.empty() ? "" : " and ") + one.node->name + "'s " + one.what;
  return text;
}

std::string icmp_sentence(const Scene& scene, const Fate& fate, const Names& names) {
  const std::string sender = unmapped(fate.icmp->from).to_string();
  const std::string what = " answered " + names.source + " with " + describe(*fate.icmp);
  const std::string about = " for " + names.where;
  switch (fate.clue) {
    case Clue::router_error: {
      const bool loop = kind_of(*fate.icmp) == IcmpKind::time_exceeded;
      return sender + ", on the way to the target," + what + about +
             (loop ? ": the packets go round in a routing loop" : "");
    }
    case Clue::forward_error:
      return names.address + what + " on " + names.port + ", and it is not one of " + names.target +
             "'s own addresses: " +
             (is_led_to_another_port(scene)
                  ? wrong_forward(names)
                  : "the forward to " + names.listen_port + " is missing");
    case Clue::target_error:
      if (fate.cause == Cause::intercepted)
        return sender + what + about + ", but " + names.target +
               " saw nothing come: another machine with its address, or a device on the way, "
               "answers in its name";
      return names.target + " (" + sender + ")" + what + " on " + names.port +
             listener_clause(scene, names);
    default:
      return sender + what + about + ", and that address does not tell which end spoke" +
             listener_clause(scene, names);
  }
}

std::string core_sentence(const Scene& scene, const Fate& fate, const Names& names, std::size_t n) {
  switch (fate.clue) {
    case Clue::silence:
      return silence_sentence(scene, names, n);
    case Clue::stopped:
    case Clue::ingress_hook:
    case Clue::own_source:
    case Clue::foreign_address:
    case Clue::corrupted:
    case Clue::not_taken:
    case Clue::kept_inside:
    case Clue::answered_elsewhere:
    case Clue::diverted:
    case Clue::redirected:
    case Clue::bound_to_loopback:
      return stopped_sentence(scene, fate, names, n) + nat_hint(scene, names);
    case Clue::overflow:
      return names.source + "'s " + probes(scene, n) + " to " + names.where +
             " went unanswered while " + limits_clause(scene) + ", so the network may be innocent";
    case Clue::answer_lost:
      return lost_answer_sentence(scene, fate, names);
    case Clue::wrong_way:
      return wrong_way_sentence(scene, names);
    case Clue::reset:
      return names.target + "'s address " + names.address + " reset " + names.source +
             "'s connection to " + names.port + listener_clause(scene, names) +
             nat_hint(scene, names);
    case Clue::router_error:
    case Clue::forward_error:
    case Clue::target_error:
    case Clue::unclear_error:
      if (fate.icmp) return icmp_sentence(scene, fate, names);
      return names.where + " refused " + names.source + " (" + errno_text(fate.error) + ")" +
             listener_clause(scene, names);
    case Clue::late_reset:
    case Clue::foreign_answer:
    case Clue::early_close:
    case Clue::mute:
    case Clue::bare_connect:
      return connected_sentence(scene, fate, names);
    default:
      return source_sentence(fate, names);
  }
}

bool is_spoken(const Fate& fate) {
  switch (fate.clue) {
    case Clue::router_error:
    case Clue::target_error:
    case Clue::unclear_error:
    case Clue::late_unreachable:
    case Clue::reset:
    case Clue::answer_lost:
      return true;
    default:
      return false;
  }
}

// At most so many of the target's own addresses are told.
constexpr std::size_t link_addresses_told = 3;

std::string twin_clause(const Scene& scene, const Fate& fate, const Names& names) {
  const auto twin = fate.where.has(Segment::network) ? twin_of(scene) : std::nullopt;
  if (!twin) return "";
  const auto& own = scene.evidence->target->link_addresses;
  std::string all;
  for (std::size_t at = 0; at < std::min(own.size(), link_addresses_told); ++at)
    all += (at == 0 ? "" : ", ") + oakprobe::to_string(own[at]);
  if (own.size() > link_addresses_told) all += ", …";
  return "; on the link " + names.source + " sends it to " + oakprobe::to_string(*twin) +
         ", which no interface of " + names.target + " has (" + all + ")";
}

}  // namespace

std::string sentence_of(const Scene& scene, const JoinedFate& joined) {
  const Names names = names_of(scene);
  std::string text = core_sentence(scene, joined.fate, names, joined.agreeing);
  // What spoke does not say how far the attempt came; the taps do.
  const std::string way = journey_clause(joined.fate, names);
  if (!way.empty() && is_spoken(joined.fate))
    text += std::string("; the ") + (scene.udp ? "probe" : "attempt") + " was " + way;
  if (scene.shared_source && joined.fate.clue != Clue::own_source) {
    text += "; " + names.target + " has " + scene.shared_source->to_string() + ", " + names.source +
            "'s address, itself, and takes nothing from there";
  }
  if (joined.fate.unheard)
    text += "; " + names.source +
            "'s own firewall drops ICMP errors, so that its programs never hear of this, nor of "
            "packets that are too big (path MTU discovery)";
  text += twin_clause(scene, joined.fate, names);
  text += tunnel_clause(scene, joined.fate, names) + counted_clause(joined.fate.losses);
  const std::size_t others = joined.attempts - joined.agreeing;
  if (others > 0) {
    text += " (so " + std::to_string(joined.agreeing) + " of " + std::to_string(joined.attempts) +
            " attempts; ";
    text += joined.others_silent ? "the rest was silent, and one that speaks outweighs silence)"
                                 : "the rest failed in other ways)";
  }
  return text + ".";
}

Told tell_failed_attempts(const Scene& scene, const Judgement& judgement) {
  const JoinedFate joined = recall(scene, judgement.attempts);
  Remedy remedy = remedy_of(scene, joined);
  return {
      sentence_of(scene, joined), std::move(remedy.text), remedy.is_own, std::move(remedy.repair)};
}

}  // namespace oakprobe::telling
