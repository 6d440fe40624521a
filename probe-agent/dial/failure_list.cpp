#include "probe-agent/dial/failure_list.hpp"

#include <algorithm>
#include <limits>

namespace oakprobe::agent {
namespace {

constexpr std::uint8_t end_of_stream = 1;
constexpr std::uint8_t foreign_answer = 2;
constexpr std::uint8_t has_icmp = 4;

}  // namespace

void FailureList::note(const evidence::DialFailure& failure) {
  if (!failures_) failures_ = std::make_unique<Failures>();
  auto& all = failures_->all;
  auto at = std::ranges::lower_bound(all, failure.attempt, {}, &Failure::attempt);
  if (at == all.end() || at->attempt != failure.attempt) {
    at = all.emplace(at);
    at->error = failure.error;
    at->attempt = failure.attempt;
    at->stage = static_cast<std::uint8_t>(failure.stage);
    at->flags = static_cast<std::uint8_t>(
        (failure.end_of_stream ? end_of_stream : 0) | (failure.foreign_answer ? foreign_answer : 0)
    );
  }
  if (!failure.icmp || (at->flags & has_icmp) != 0) return;
  auto& senders = failures_->senders;
  auto sender = std::ranges::find(senders, failure.icmp->from);
  if (sender == senders.end()) sender = senders.insert(senders.end(), failure.icmp->from);
  constexpr std::uint32_t mtu_max = std::numeric_limits<std::uint16_t>::max();
  at->flags |= has_icmp;
  at->icmp_type = failure.icmp->type;
  at->icmp_code = failure.icmp->code;
  at->mtu = static_cast<std::uint16_t>(std::min(failure.icmp->mtu, mtu_max));
  at->sender = static_cast<std::uint8_t>(sender - senders.begin());
}

std::vector<evidence::DialFailure> FailureList::all() const {
  std::vector<evidence::DialFailure> out;
  if (!failures_) return out;
  out.reserve(failures_->all.size());
  for (const Failure& one : failures_->all) {
    evidence::DialFailure& failure = out.emplace_back();
    failure.attempt = one.attempt;
    failure.stage = static_cast<evidence::DialStage>(one.stage);
    failure.error = one.error;
    failure.end_of_stream = (one.flags & end_of_stream) != 0;
    failure.foreign_answer = (one.flags & foreign_answer) != 0;
    if ((one.flags & has_icmp) == 0) continue;
    failure.icmp =
        evidence::IcmpError{one.icmp_type, one.icmp_code, failures_->senders[one.sender], one.mtu};
  }
  return out;
}

}  // namespace oakprobe::agent
