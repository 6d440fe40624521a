#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/shared_value.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/judgement.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"
#include "evidence/node_evidence.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::diagnosis {

// What a path leads to: the same for all who dial the target so.
struct PathEnd {
  SharedValue<inventory::Address> address;  // the inventory's, or, for `auto`, the agent's
  SharedValue<std::string> listener_process;
  std::int32_t listener_pid = 0;
  std::uint16_t port = 0;
  std::uint16_t listen_port = 0;  // what the target binds behind it; 0: the same
  evidence::ListenMode listener = evidence::ListenMode::none;
  // How it is dialled. Who asks some running services is drawn (check/question_turns.hpp): the
  // others only connect.
  evidence::DialMode mode = evidence::DialMode::exchange;
  bool tls = false;

  friend bool operator==(const PathEnd&, const PathEnd&) = default;
};

// What was seen of a path, and the judgement: most of a mesh have the same. The evidence's paths
// are left empty; the round-trip time, and which common cause it is told with, stand beside it.
struct PathState {
  SharedValue<evidence::DialEvidence> dial;
  SharedValue<evidence::ReceiptEvidence> receipt;
  SharedValue<evidence::PathSights> sights;  // both ends' taps, joined
  evidence::AttemptSet arrivals_certain;     // as PathEvidence has it
  std::optional<IpAddress> seen_source;      // as PathEvidence has it
  std::uint16_t observed_port = 0;           // of the first probe that came, as `receipt` has its
                                             // address
  std::uint8_t round = 0;                    // of the probing, that dials it; 0: the first
  bool accepted = false;                     // an unknown that the inventory accepts
  WaypointCounts waypoints{};                // of the base attempts
  std::shared_ptr<CloserLook> look;          // null: not looked at more closely
  // As PathEvidence has them; where none is known, without a value.
  SharedValue<std::vector<evidence::RuleFinding>> rules;
  SharedValue<Judgement> verdict;

  friend bool operator==(const PathState&, const PathState&) = default;
};

// One path of a finished check: what was dialled, what was seen, and the judgement.
struct FinishedPath : PathEnd, PathState {
  PathId id;
  std::optional<evidence::RoundTrip> round_trip;
  std::optional<std::uint32_t> cause_index;  // into FinishedCheck::causes

  // The address that its name was resolved to, else the one that it has; nullopt: nobody told.
  [[nodiscard]] std::optional<IpAddress> dialled() const {
    return dial && dial->dialled ? unmapped(*dial->dialled) : address->ip();
  }
  // Something was sent, or it is known why nothing can be. Not so where the source had no socket or
  // port left for it, or the run ended before its turn.
  [[nodiscard]] bool is_tried() const {
    if (!dial) return false;
    return !dial->sent.empty() || (verdict && verdict->status != Status::unknown);
  }
};

}  // namespace oakprobe::diagnosis
