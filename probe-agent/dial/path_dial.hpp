#pragma once

#include "evidence/node_evidence.hpp"
#include "probe-agent/dial/attempt_schedule.hpp"
#include "probe-agent/dial/failure_list.hpp"
#include "probe-agent/dial/service_call.hpp"
#include "wire/messages.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// A service that takes longer for a question is not asked again on this path but only connected to:
// with how far apart the coordinator lets paths start, no more than 5 connections to one live port
// are open at a time (coordinator/check/pace.cpp).
inline constexpr std::chrono::milliseconds slow_answer{100};

// One attempt's times, flat for all paths of a run.
struct AttemptTimes {
  TimePoint asked_at;
  std::uint32_t round_trip_us = 0;
};

// One path on its way: what is planned, where it stands, and what was seen so far. A mesh has
// thousands on one node: what few paths have is allocated for those.
class PathDial {
 public:
  // Plan, limits and times, one for each attempt, must outlive it. How the plan's question is asked
  // is changed by what is heard.
  PathDial(
      wire::PlannedPath& plan, const AttemptLimits& limits, AttemptTimes* times, TimePoint first
  );

  [[nodiscard]] const wire::PlannedPath& plan() const { return *plan_; }
  [[nodiscard]] bool is_tcp() const { return plan_->protocol == Protocol::tcp; }
  // It is a running service's, and asked a question.
  [[nodiscard]] bool asks() const {
    return is_tcp() && plan_->mode == evidence::DialMode::question;
  }
  [[nodiscard]] AttemptSchedule& schedule() { return schedule_; }
  [[nodiscard]] const AttemptSchedule& schedule() const { return schedule_; }

  void sent(unsigned attempt, TimePoint now);
  void connected(unsigned attempt, TimePoint now);
  // How long an attempt may take from its start, where that is more than the timeout.
  void allow(std::chrono::milliseconds whole) { schedule_.allow(whole); }
  // The attempt's clock starts anew: for TCP the exchange is timed, not the handshake.
  void asked(unsigned attempt, TimePoint now);
  void answered(unsigned attempt, TimePoint now);
  // An answer came from where the path does not lead; the first such is kept.
  void answered_from(const evidence::AnswerSource& from);
  // What a running service was heard to say; how further attempts ask follows from it.
  void heard(unsigned attempt, const Heard& heard, Service asked);
  // Keeps the first failure of an attempt; an ICMP error that comes later is added to it.
  void failed(const evidence::DialFailure& failure);

  [[nodiscard]] bool is_sent(unsigned attempt) const { return sent_.has(attempt); }
  // It was sent, and nothing at all came back.
  [[nodiscard]] bool is_dialled() const { return !sent_.empty(); }
  [[nodiscard]] bool is_unanswered() const {
    return !sent_.empty() && answered_.empty() && connected_.empty();
  }
  [[nodiscard]] bool is_awaiting(unsigned attempt) const {
    return is_sent(attempt) && !answered_.has(attempt);
  }

  [[nodiscard]] bool asks_in_tls() const { return asks_in_tls_; }
  // At most once a path, so that the limits of a live port hold.
  [[nodiscard]] bool may_follow_up() const { return !talk_ || !talk_->service; }
  [[nodiscard]] std::vector<evidence::KnownCluster> clusters() const {
    return talk_ ? talk_->clusters : std::vector<evidence::KnownCluster>();
  }

  // The path will not be dialled any more.
  void give_up() { abandoned_ = true; }
  [[nodiscard]] bool given_up() const { return abandoned_; }

  // Waits for its turn to start an attempt; true: it did not already.
  [[nodiscard]] bool queue_up() { return !std::exchange(queued_, true); }
  void leave_queue() { queued_ = false; }

  // Without what names resolved to.
  [[nodiscard]] evidence::DialEvidence evidence() const;
  [[nodiscard]] std::optional<evidence::RoundTrip> round_trip() const;

 private:
  // What few paths have: what a service said, and an answer from elsewhere.
  struct Talk {
    std::optional<evidence::AnswerSource> answered_from;
    std::optional<evidence::ServiceAnswer> service;
    std::vector<evidence::KnownCluster> clusters;
  };

  [[nodiscard]] Talk& talk();

  wire::PlannedPath* plan_;
  AttemptTimes* times_;
  AttemptSchedule schedule_;
  evidence::AttemptSet sent_;
  evidence::AttemptSet connected_;
  evidence::AttemptSet answered_;
  std::unique_ptr<Talk> talk_;
  FailureList failures_;
  bool abandoned_ = false;
  bool queued_ = false;
  bool asks_in_tls_ = false;  // whatever was planned
};

}  // namespace oakprobe::agent
