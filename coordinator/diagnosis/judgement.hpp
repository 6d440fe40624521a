#pragma once

#include "coordinator/diagnosis/clue.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "evidence/waypoint.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>

namespace oakprobe::diagnosis {

// The rule that decided: what there is to tell.
enum class Rule : std::uint8_t {
  opened,           // as it should be, and nothing stands out
  failed_attempts,  // what they met: `attempts`
  no_attempt_told,  // the source's evidence tells of none
  // Flows that must be closed.
  exposed,
  closed,            // `attempts` were stopped
  not_shown_closed,  // `attempts` failed at what tells nothing of it
  // The instrument failed.
  source_without_agent,
  target_without_address,
  source_told_nothing,
  run_cut_short,
  nothing_dialled,
  // What was dialled, or by whom.
  other_family,       // the name has an address that Oakestra takes instead
  impossible_family,  // Oakestra can't dial addresses of this family
  dials_itself,
  // A running service.
  service_answers,
  service_denied,  // so, or it took connections, and the target's agent says that nothing listens
  service_doubtful,
  service_silent,
  service_unclear,
  other_service,
  taken_by_proxy,
  // Something got through.
  unreported_delivery,      // answers, and the target denies a delivery
  never_sent,               // delivered, and the source denies having sent it
  answered_from_elsewhere,  // so that the source does not know the answer
  source_translated,        // and nobody minds
  source_rewritten,         // and the flow needs it
  // It works, not as it should.
  connections_lost,  // `lost` of them
  probes_lost,       // `lost` of the first ones, and of the burst what it shows
  full_packets_lost,
  full_segments_lost,
  answers_lost_by_port,
  // A finding about one of the ends: `finding`.
  found_on_node,
};

BOOST_DESCRIBE_ENUM(
    Rule,
    opened,
    failed_attempts,
    no_attempt_told,
    exposed,
    closed,
    not_shown_closed,
    source_without_agent,
    target_without_address,
    source_told_nothing,
    run_cut_short,
    nothing_dialled,
    other_family,
    impossible_family,
    dials_itself,
    service_answers,
    service_denied,
    service_doubtful,
    service_silent,
    service_unclear,
    other_service,
    taken_by_proxy,
    unreported_delivery,
    never_sent,
    answered_from_elsewhere,
    source_translated,
    source_rewritten,
    connections_lost,
    probes_lost,
    full_packets_lost,
    full_segments_lost,
    answers_lost_by_port,
    found_on_node
)

// What an address that leads elsewhere adds to what the attempts met.
enum class Astray : std::uint8_t {
  none,
  perhaps_to_itself,  // it is the source's own, unless both ends are one machine
  by_name,            // the dialled name leads to an address that the target does not have
};

// The failed attempts of a path, put together (joined_fate.hpp), without what is their path's own:
// the same for all that failed alike.
struct FailedAttempts {
  Clue clue = Clue::silence;
  Status status = Status::unknown;
  std::optional<Cause> cause;
  SegmentSet where;
  std::optional<evidence::Waypoint> passed;  // as a Fate has it
  std::optional<evidence::Waypoint> missed;  // so
  std::int32_t error = 0;
  // An ICMP error spoke: its type and code. Its sender is in the evidence of the attempt `spoke`.
  std::optional<std::uint8_t> icmp_type;
  std::uint8_t icmp_code = 0;
  std::uint8_t spoke = 0;     // the attempt that stands for those that failed in this way
  std::uint8_t count = 0;     // all that failed
  std::uint8_t agreeing = 0;  // those that failed in this very way
  bool others_silent = false;
  bool misdelivered = false;
  bool unheard = false;
  bool met_dead_hop = false;
  bool counted = false;  // kernels counted losses meanwhile

  friend bool operator==(const FailedAttempts&, const FailedAttempts&) = default;
};

// Where a finding stands that judges a path: on which of its ends, and at which position there.
struct FindingPlace {
  bool at_target = false;
  std::uint16_t position = 0;

  friend bool operator==(const FindingPlace&, const FindingPlace&) = default;
};

// What one path turned out to be, and what there is to tell of it: a value without names and words,
// equal for equal cases. telling/ makes the sentence and the fix from it and the path's evidence.
struct Judgement {
  Status status = Status::unknown;
  std::optional<Cause> cause;
  SegmentSet where;
  CaveatSet caveats;
  bool not_needed = false;  // Oakestra does not take this path here: what is unknown is accepted
  Rule rule = Rule::opened;
  Astray astray = Astray::none;
  std::uint8_t lost = 0;           // probes or connections
  std::uint16_t tunnel_bytes = 0;  // MTUSize that every tunnel takes; 0: not agreed upon
  FindingPlace finding;
  FailedAttempts attempts;

  friend bool operator==(const Judgement&, const Judgement&) = default;
};
static_assert(sizeof(Judgement) <= 64);

}  // namespace oakprobe::diagnosis
