#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>
#include <strings.h>

namespace oakprobe::diagnosis {
namespace {

// A translation on the source itself may lead one of its own addresses to the target after all.
bool came_to_target(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  if (evidence.receipt != nullptr && !evidence.receipt->delivered.empty()) return true;
  if (evidence.dial == nullptr) return false;
  if (!evidence.dial->answered.empty()) return true;
  if (evidence.look != nullptr && evidence.look->receipt.burst != 0) return true;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    const bool sent = evidence.dial->sent.has(attempt);
    const auto seen = Journey(evidence, attempt).seen_at(evidence::Waypoint::reached_target);
    if (sent && seen.value_or(false)) return true;
  }
  return false;
}

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool is_named(const Scene& scene) { return !scene.evidence->path.address->ip(); }

}  // namespace

const evidence::HostsEntry* hosts_line(const Scene& scene) {
  const auto& entries = scene.evidence->source->facts.names_of_itself;
  const auto found = std::ranges::find_if(entries, [&](const evidence::HostsEntry& entry) {
    return is_same_name(entry.name, scene.evidence->path.address->text()) &&
           unmapped(entry.address) == *scene.dialled;
  });
  return found == entries.end() ? nullptr : &*found;
}

std::optional<Advertised> advertised_by_target(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  if (evidence.flow().port) return std::nullopt;  // not the tunnel
  const auto told = advertised_address(evidence.target_node(), evidence.target->facts);
  return told && told->address == *scene.dialled ? told : std::nullopt;
}

// The source takes one of its own addresses for the target's: the packets come back to itself, and
// whoever answers there is not the target.
std::optional<Judgement> judge_own_address(const Scene& scene) {
  if (!scene.dials_itself || came_to_target(scene)) return std::nullopt;
  if (auto judgement = judge_instrument(scene)) return judgement;
  Judgement judgement;
  judgement.rule = Rule::dials_itself;
  // Whether another machine gets in was not tried.
  if (scene.evidence->flow().expect == inventory::Expect::closed) return judgement;
  judgement.status = Status::blocked;
  if (advertised_by_target(scene)) {
    judgement.cause = Cause::config_mismatch;
    judgement.where = {Segment::target_host};
    return judgement;
  }
  judgement.cause = is_named(scene) ? Cause::name_resolution : Cause::no_route;
  judgement.where = {Segment::source_host};
  return judgement;
}

// The same, where nobody tells whether both ends are one machine: then the probes may have reached
// the target after all, and the network has nothing to do with it.
Judgement without_network(Judgement judgement) {
  if (judgement.status == Status::blocked)
    judgement.where = {Segment::source_host, Segment::target_host};
  judgement.astray = Astray::perhaps_to_itself;
  return judgement;
}

}  // namespace oakprobe::diagnosis
