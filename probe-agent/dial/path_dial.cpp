#include "probe-agent/dial/path_dial.hpp"

#include <algorithm>

namespace oakprobe::agent {

PathDial::PathDial(wire::PlannedPath& plan, const AttemptLimits& limits, TimePoint first)
    : plan_(&plan), schedule_(limits, first), asked_at_(limits.attempts) {}

PathDial::Rare& PathDial::rare() {
  if (!rare_) rare_ = std::make_unique<Rare>();
  return *rare_;
}

void PathDial::set_resolved(const IpAddress& address, std::vector<IpAddress> all) {
  address_ = address;
  rare().dialled = address;
  rare().alternatives = std::move(all);
}

void PathDial::sent(unsigned attempt, TimePoint now) {
  sent_.insert(attempt);
  asked_at_[attempt] = now;
}

void PathDial::connected(unsigned attempt) {
  connected_.insert(attempt);
  if (plan_->mode == wire::DialMode::bare) schedule_.answer(attempt);
}

void PathDial::asked(unsigned attempt, TimePoint now) { asked_at_[attempt] = now; }

void PathDial::answered(unsigned attempt, TimePoint now) {
  if (answered_.has(attempt)) return;
  answered_.insert(attempt);
  schedule_.answer(attempt);
  const auto taken =
      std::chrono::duration_cast<std::chrono::microseconds>(now - asked_at_[attempt]);
  round_trips_us_.push_back(static_cast<std::uint32_t>(taken.count()));
}

void PathDial::heard(unsigned attempt, const Heard& heard) {
  schedule_.answer(attempt);
  auto& service = rare().service;
  const Answer& answer = heard.answer;
  if (!service) service.emplace();
  if (service->attempts.empty() || answer.kind < service->kind) {
    service->kind = answer.kind;
    service->attempts = {};
    service->said = answer.said;
  }
  if (heard.followed_up) ++service->follow_ups;
  if (service->kind == answer.kind) service->attempts.insert(attempt);
  if (!heard.clusters.empty()) rare().clusters = heard.clusters;
  if (heard.took > slow_answer) plan_->mode = wire::DialMode::bare;
  if (plan_->question.service == wire::AskedService::mqtt && heard.in_tls)
    plan_->question.tls = true;
}

void PathDial::failed(wire::DialFailure failure) {
  schedule_.settle(failure.attempt);
  auto& failures = rare().failures;
  const auto at = std::lower_bound(
      failures.begin(),
      failures.end(),
      failure.attempt,
      [](const wire::DialFailure& left, unsigned attempt) { return left.attempt < attempt; }
  );
  if (at == failures.end() || at->attempt != failure.attempt) {
    failures.insert(at, std::move(failure));
  } else if (!at->icmp) {
    at->icmp = failure.icmp;
  }
}

wire::DialEvidence PathDial::evidence() const {
  wire::DialEvidence out;
  out.path = plan_->path;
  out.sent = sent_;
  out.connected = connected_;
  out.answered = answered_;
  if (rare_) {
    out.service = rare_->service;
    out.failures = rare_->failures;
    out.dialled = rare_->dialled;
    out.alternatives = rare_->alternatives;
  }
  if (!round_trips_us_.empty()) {
    auto sorted = round_trips_us_;
    std::sort(sorted.begin(), sorted.end());
    out.round_trip = wire::RoundTrip{sorted.front(), sorted[sorted.size() / 2], sorted.back()};
  }
  return out;
}

}  // namespace oakprobe::agent
