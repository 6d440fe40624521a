#include "coordinator/diagnosis/local_limits.hpp"

#include "coordinator/diagnosis/counter_meaning.hpp"

#include <algorithm>
#include <cstdint>

namespace oakprobe::diagnosis {
namespace {

using Counter = std::optional<std::uint64_t>;

bool rose(const Counter& counter) { return counter.value_or(0) > 0; }

// With fewer than our packets, others' were lost, or not all of ours.
bool covers(const Counter& counter, std::size_t attempts) {
  return rose(counter) && *counter >= attempts;
}

std::size_t attempts_of(const PathEvidence& evidence) {
  if (evidence.dial == nullptr) return 0;
  const auto sent = static_cast<std::size_t>(evidence.dial->sent.count());
  return std::max(sent, evidence.dial->failures.size());
}

}  // namespace

bool dials_ipv6(const PathEvidence& evidence) {
  return evidence.dial != nullptr && evidence.dial->dialled &&
         unmapped(*evidence.dial->dialled).is_v6();
}

bool is_limit_of(const CounterMeaning& meaning, CounterPlace place, bool ipv6) {
  return meaning.limit != nullptr && meaning.place == place && is_of_family(meaning, ipv6);
}

LocalLosses local_losses(const PathEvidence& evidence) {
  const evidence::KernelCounters& source = evidence.source->counters;
  const evidence::KernelCounters& target = evidence.target->counters;
  const std::size_t attempts = attempts_of(evidence);
  // A limit that was met there at least as often as attempts were made.
  const auto ran_over = [&, ipv6 = dials_ipv6(evidence)](const auto& counters, CounterPlace place) {
    return std::ranges::any_of(counters.others, [&](const evidence::RisenCounter& one) {
      return is_limit_of(meaning_of(one.counter), place, ipv6) && covers(one.by, attempts);
    });
  };
  LocalLosses losses;
  losses.tracking_at_sender = covers(source.conntrack_full, attempts);
  losses.at_sender = rose(source.neighbour_table_full) || losses.tracking_at_sender;
  losses.before_taps =
      covers(target.softnet_dropped, attempts) || ran_over(target, CounterPlace::receive);
  losses.before_input = covers(target.conntrack_full, attempts);
  losses.at_receiver =
      evidence.flow().protocol == Protocol::udp
          ? rose(target.udp_receive_overflows) || ran_over(target, CounterPlace::udp)
          : rose(target.listen_overflows) || target.accepts_failed > 0 ||
                ran_over(target, CounterPlace::tcp);
  losses.at_answerer = rose(target.neighbour_table_full);
  losses.at_return =
      covers(source.softnet_dropped, attempts) || ran_over(source, CounterPlace::receive);
  return losses;
}

}  // namespace oakprobe::diagnosis
