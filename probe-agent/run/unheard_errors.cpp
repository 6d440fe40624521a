#include "probe-agent/run/unheard_errors.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace oakprobe::agent {
namespace {

// Until then what the socket was told may still wait for its turn.
constexpr std::chrono::milliseconds settling{100};

}  // namespace

void add_unheard_errors(
    const Watch& watch, const DialRun& dials, std::size_t index, evidence::DialEvidence& evidence
) {
  const bool tcp = dials.protocol(index) == Protocol::tcp;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    const bool heard = evidence.answered.has(attempt) || evidence.connected.has(attempt);
    if (!evidence.sent.has(attempt) || heard) continue;
    const OverheardError* error = watch.overheard(evidence.path, attempt);
    if (error == nullptr) continue;
    auto failure =
        std::ranges::lower_bound(evidence.failures, attempt, {}, &evidence::DialFailure::attempt);
    if (failure == evidence.failures.end() || failure->attempt != attempt) {
      failure = evidence.failures.emplace(failure);
      failure->attempt = static_cast<std::uint8_t>(attempt);
      failure->stage = tcp ? evidence::DialStage::connect : evidence::DialStage::reply;
    } else if (failure->icmp || failure->error != ETIMEDOUT) {
      continue;
    }
    failure->icmp = error->icmp;
    const bool settled = error->at + settling < Clock::now();
    failure->unheard = settled && dials.was_open(index, attempt, error->at);
  }
}

}  // namespace oakprobe::agent
