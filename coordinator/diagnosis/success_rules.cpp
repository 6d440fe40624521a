#include "base/listing.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/remedy.hpp"
#include "coordinator/diagnosis/rules.hpp"
#include "coordinator/diagnosis/wording.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace oakprobe::diagnosis {
namespace {

bool delivered_any(const Scene& scene) {
  return scene.receipt() != nullptr && !scene.receipt()->delivered.empty();
}

bool answered_any(const Scene& scene) {
  return scene.dial() != nullptr && !scene.dial()->answered.empty();
}

// An answer proves a stand-in: who denies one contradicts it.
bool is_denied(const Scene& scene) {
  if (delivered_any(scene)) return false;
  switch (scene.watch) {
    case Watch::stand_in_lost:
    case Watch::nobody:
    case Watch::agent_missing:
      return false;
    default:
      return true;
  }
}

Verdict contradiction(const Scene& scene) {
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.cause = Cause::conflicting_evidence;
  const std::string answers = std::to_string(scene.dial()->answered.count());
  verdict.message = names.source + " got " + answers + " authentic answers from " + names.where +
                    ", but " + names.target + "'s agent reports no delivery.";
  verdict.fix = "Check again; if it stays, report it with the JSON of both runs.";
  return verdict;
}

// The target took probes that the source says it never sent: one of the two is wrong.
bool is_never_sent(const Scene& scene) {
  if (scene.dial() == nullptr || scene.dial()->not_tried || !delivered_any(scene)) return false;
  return (scene.receipt()->delivered.bits() & ~scene.dial()->sent.bits()) != 0;
}

Verdict never_sent(const Scene& scene) {
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.cause = Cause::conflicting_evidence;
  verdict.message =
      names.target + " took " +
      count_of(static_cast<std::size_t>(scene.receipt()->delivered.count()), "authentic probe") +
      " of " + names.source + "'s to " + names.where + ", but " + names.source +
      "'s agent says that it sent " + std::to_string(scene.dial()->sent.count()) + ".";
  verdict.fix = "Check again; if it stays, report it with the JSON of both runs.";
  return verdict;
}

// Something on the way back changes where answers come from.
Verdict answered_from_elsewhere(const Scene& scene) {
  const Names names = names_of(scene);
  const evidence::AnswerSource& from = *scene.dial()->answered_from;
  Verdict verdict;
  verdict.status = Status::open;
  verdict.cause = Cause::return_lost;
  verdict.where = {
      Segment::return_target_firewall, Segment::return_network, Segment::return_source_firewall};
  verdict.message = names.source + "'s probes reach " + names.where +
                    ", and the answers come from " + from.address.to_string() + ", port " +
                    std::to_string(from.port) + ", which " + names.source +
                    " did not dial: something on the way back "
                    "translates them.";
  return verdict;
}

// Addresses that peers of the source's inventory entry dial to reach it.
bool is_where_peers_dial(const Scene& scene, const IpAddress& observed) {
  const PathEvidence& evidence = *scene.evidence;
  const inventory::Node& source = evidence.source_node();
  const auto literal = parse_ip_address(source.address);
  if (literal == std::optional(observed)) return true;
  // A name, or "auto": the source's own addresses are the best that is known.
  if (!literal && owns(*evidence.source, observed).value_or(true)) return true;
  return std::any_of(
      source.dial.begin(),
      source.dial.end(),
      [&](const inventory::DialException& one) {
        return one.address && parse_ip_address(*one.address) == std::optional(observed);
      }
  );
}

enum class Rewriting { none, harmless, fatal };

// From where the source's probes came: its stand-in's word, or a running service's SYN.
std::optional<IpAddress> observed_source(const Scene& scene) {
  if (delivered_any(scene)) return unmapped(scene.receipt()->observed_source);
  return scene.evidence->seen_source;
}

Rewriting rewriting_of(const Scene& scene) {
  const auto seen = observed_source(scene);
  if (!seen) return Rewriting::none;
  const PathEvidence& evidence = *scene.evidence;
  const IpAddress& observed = *seen;
  // On one host the kernel may take the target's own address as the source's.
  const bool self = scene.same_host || evidence.path.id.source == evidence.path.id.target;
  if (self || observed.is_unspecified() || observed.is_loopback()) return Rewriting::none;
  if (needs_source(evidence)) {
    return is_where_peers_dial(scene, observed) ? Rewriting::none : Rewriting::fatal;
  }
  return owns(*evidence.source, observed).value_or(true) ? Rewriting::none : Rewriting::harmless;
}

Verdict rewritten(const Scene& scene, Status status) {
  const Names names = names_of(scene);
  const std::string observed = observed_source(scene).value().to_string();
  Verdict verdict;
  verdict.status = status;
  verdict.cause = Cause::source_rewritten;
  verdict.where = {Segment::source_firewall, Segment::network, Segment::target_firewall};
  verdict.message = names.target + " sees " + names.source + " as " + observed;
  if (status == Status::open) {
    const bool tunnel = scene.evidence->flow().service == inventory::Service::tunnel;
    verdict.message += ", which is not one of its own addresses: the source is translated, which " +
                       std::string(tunnel ? "tunnels do" : "this flow does") + " not mind.";
    return verdict;
  }
  const std::string expected = scene.evidence->source_node().address;
  verdict.message += " on " + names.port + ", not as " + expected +
                     ", and this flow needs the source address preserved: " + names.target +
                     " dials back the address that it saw.";
  verdict.fix = "Keep the source address between " + names.source + " and " + names.target +
                " (no masquerading); or, if " + observed + " does lead to " + names.source +
                ", give that address in the inventory.";
  const PathEvidence& evidence = *scene.evidence;
  if (!evidence.inventory->flow(evidence.path.id.flow).source_preserved)
    verdict.fix +=
        " From v0.4.411 on clusters tell the root their address: where both run it, set "
        "CLUSTER_ADDRESS on " +
        names.source +
        ", start its cluster_manager anew, and say oakestra: v0.4.411 in the inventory.";
  return verdict;
}

// Without a message: message_of() has the words, so that all open paths can share one verdict.
Verdict opened() {
  Verdict verdict;
  verdict.status = Status::open;
  return verdict;
}

}  // namespace

std::optional<Verdict> judge_translation(const Scene& scene) {
  switch (rewriting_of(scene)) {
    case Rewriting::none:
      return std::nullopt;
    case Rewriting::harmless:
      return rewritten(scene, Status::open);
    case Rewriting::fatal:
      return rewritten(scene, Status::blocked);
  }
  return std::nullopt;
}

std::optional<Verdict> judge_success(const Scene& scene) {
  const bool delivered = delivered_any(scene);
  const bool answered = answered_any(scene);
  if (answered && is_denied(scene)) return contradiction(scene);
  if (is_never_sent(scene)) return never_sent(scene);
  const bool bare = scene.evidence->dial_mode == evidence::DialMode::bare;
  if (!scene.udp && bare && is_confirmed(*scene.evidence) && !is_redirected_inside(*scene.evidence))
    return opened();
  // Data over TCP needs the handshake's way back. So what was delivered counts where the source
  // can tell no more, and only there.
  const bool source_silent = scene.dial() == nullptr;
  if (!answered && !arrived_late(scene) && !(delivered && (scene.udp || source_silent)))
    return std::nullopt;

  const Rewriting rewriting = rewriting_of(scene);
  if (rewriting == Rewriting::fatal) return rewritten(scene, Status::blocked);
  if (auto verdict = judge_closer_look(scene)) return verdict;
  // A wait that the end of the run cut short is no lost answer.
  const bool waited = !source_silent && !scene.dial()->sent.empty() && !scene.dial()->not_tried;
  if (!answered && delivered && waited && scene.dial()->answered_from)
    return answered_from_elsewhere(scene);
  if (!answered && delivered && waited) {
    const auto attempt = static_cast<unsigned>(std::countr_zero(scene.receipt()->delivered.bits()));
    const std::array fates{
        count_in(scene, retrace(scene, attempt, 1, judge_lost_answer(scene)), 1)};
    const JoinedFate joined = join(fates);
    Verdict verdict;
    verdict.status = joined.fate.status;
    verdict.cause = joined.fate.cause;
    verdict.where = joined.fate.where;
    verdict.message = sentence_of(scene, joined);
    verdict.fix = remedy_of(scene, joined);
    return verdict;
  }
  if (rewriting == Rewriting::harmless) return rewritten(scene, Status::open);
  if (auto verdict = judge_single_loss(scene)) return verdict;
  return opened();
}

}  // namespace oakprobe::diagnosis
