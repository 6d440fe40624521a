#include "probe-agent/dial/path_dial.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::agent {

namespace {

constexpr std::chrono::milliseconds allowed_max{5'000};
constexpr std::chrono::milliseconds margin{200};

// Half as much again as was seen.
std::chrono::milliseconds time_for(unsigned round_trips, TimePoint::duration seen) {
  const auto each = std::chrono::duration_cast<std::chrono::milliseconds>(seen);
  return std::min(each * round_trips * 3 / 2 + margin, allowed_max);
}

}  // namespace

PathDial::PathDial(
    wire::PlannedPath& plan, const AttemptLimits& limits, AttemptTimes* times, TimePoint first
)
    : plan_(&plan), times_(times), schedule_(limits, first) {
  if (plan.protocol == Protocol::tcp) schedule_.persist();
}

PathDial::Talk& PathDial::talk() {
  if (!talk_) talk_ = std::make_unique<Talk>();
  return *talk_;
}

void PathDial::sent(unsigned attempt, TimePoint now) {
  sent_.insert(attempt);
  times_[attempt].asked_at = now;
}

void PathDial::connected(unsigned attempt, TimePoint now) {
  connected_.insert(attempt);
  // The exchange takes another round trip.
  const unsigned round_trips = plan_->mode == evidence::DialMode::exchange ? 2 : 1;
  schedule_.allow(time_for(round_trips, now - times_[attempt].asked_at));
  if (plan_->mode == evidence::DialMode::bare) schedule_.answer(attempt);
}

void PathDial::asked(unsigned attempt, TimePoint now) { times_[attempt].asked_at = now; }

void PathDial::answered(unsigned attempt, TimePoint now) {
  if (answered_.has(attempt)) return;
  answered_.insert(attempt);
  schedule_.answer(attempt);
  AttemptTimes& times = times_[attempt];
  if (plan_->protocol == Protocol::udp) schedule_.allow(time_for(1, now - times.asked_at));
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(now - times.asked_at);
  times.round_trip_us = static_cast<std::uint32_t>(taken.count());
}

void PathDial::answered_from(const evidence::AnswerSource& from) {
  if (!talk().answered_from) talk().answered_from = from;
}

void PathDial::heard(unsigned attempt, const Heard& heard, Service asked) {
  schedule_.answer(attempt);
  auto& service = talk().service;
  const Answer& answer = heard.answer;
  if (!service) service.emplace();
  if (service->attempts.empty() || answer.kind < service->kind) {
    service->kind = answer.kind;
    service->attempts = {};
    service->said = answer.said;
  }
  if (heard.followed_up) ++service->follow_ups;
  if (service->kind == answer.kind) service->attempts.insert(attempt);
  if (!heard.clusters.empty()) talk().clusters = heard.clusters;
  if (heard.took > slow_answer) plan_->mode = evidence::DialMode::bare;
  if (asked == Service::mqtt && heard.in_tls) asks_in_tls_ = true;
}

void PathDial::failed(const evidence::DialFailure& failure) {
  schedule_.settle(failure.attempt);
  failures_.note(failure);
}

std::optional<evidence::RoundTrip> PathDial::round_trip() const {
  if (answered_.empty()) return std::nullopt;
  std::array<std::uint32_t, evidence::attempts_max> sorted{};
  std::size_t count = 0;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt)
    if (answered_.has(attempt)) sorted[count++] = times_[attempt].round_trip_us;
  const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(count);
  std::sort(sorted.begin(), end);
  return evidence::RoundTrip{sorted.front(), sorted[count / 2], *(end - 1)};
}

evidence::DialEvidence PathDial::evidence() const {
  evidence::DialEvidence out;
  out.path = plan_->path;
  out.sent = sent_;
  out.connected = connected_;
  out.answered = answered_;
  if (talk_) {
    out.service = talk_->service;
    out.answered_from = talk_->answered_from;
  }
  out.failures = failures_.all();
  out.round_trip = round_trip();
  out.not_tried = sent_.empty() && out.failures.empty();
  return out;
}

}  // namespace oakprobe::agent
