#include "coordinator/check/plausible_evidence.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::check {
namespace {

bool is_within(evidence::AttemptSet part, evidence::AttemptSet whole) {
  return (part.bits() & ~whole.bits()) == 0;
}

// UDP: the first size is the one that was ordered. TCP: the connection's own, which is no longer.
bool are_plausible(
    const std::vector<evidence::SizedProbe>& sizes, std::uint16_t full_bytes, Protocol protocol
) {
  if (sizes.empty()) return true;
  if (protocol == Protocol::udp)
    return sizes.front().bytes == full_bytes &&
           std::ranges::none_of(sizes, &evidence::SizedProbe::asked_long);
  return std::ranges::all_of(sizes, [full_bytes](const evidence::SizedProbe& one) {
    const bool tried = one.error == 0;
    return one.bytes <= full_bytes && !one.may_fragment && !one.icmp && (tried || !one.answered);
  });
}

evidence::AttemptSet first(unsigned attempts) {
  return evidence::AttemptSet(attempts >= evidence::attempts_max ? ~0U : (1U << attempts) - 1);
}

}  // namespace

bool is_plausible(const evidence::DialEvidence& dial, Protocol protocol, unsigned attempts) {
  if (!is_within(dial.sent, first(attempts)) || !is_within(dial.connected, dial.sent)) return false;
  const bool tcp = protocol == Protocol::tcp;
  if (!is_within(dial.answered, tcp ? dial.connected : dial.sent)) return false;
  if (!tcp && !dial.connected.empty()) return false;
  if (dial.not_tried && !dial.sent.empty()) return false;
  if (dial.service && (!tcp || dial.service->attempts.empty() ||
                       !is_within(dial.service->attempts, dial.connected)))
    return false;
  if (const auto& time = dial.round_trip) {
    if (dial.answered.empty() || time->min_us > time->median_us || time->median_us > time->max_us)
      return false;
  }
  return std::ranges::all_of(dial.failures, [&](const evidence::DialFailure& failure) {
    return failure.attempt < attempts;
  });
}

bool is_plausible(const evidence::ReceiptEvidence& receipt) {
  return is_within(receipt.answered, receipt.delivered);
}

bool is_plausible(
    const evidence::LookEvidence& seen, const evidence::Look& ordered, Protocol protocol
) {
  if (ordered.again == evidence::AskAgain::no && (seen.asked_again > 0 || seen.refused))
    return false;
  if (seen.again_answered && seen.asked_again == 0) return false;
  const std::uint64_t burst =
      ordered.burst >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << ordered.burst) - 1;
  if ((seen.burst_sent & ~burst) != 0 || (seen.burst_answered & ~seen.burst_sent) != 0)
    return false;
  if (!are_plausible(seen.sizes, ordered.full_bytes, protocol)) return false;
  return ordered.trace || seen.hops.empty();
}

bool is_plausible(const evidence::FirewallRule& rule, bool traced) {
  constexpr std::array families{"ip", "ip6", "inet", "bridge", "netdev", "arp"};
  return std::ranges::find(families, rule.family) != families.end() && !rule.table.empty() &&
         !rule.chain.empty() && (traced || rule.source != evidence::RuleSource::traced);
}

void keep_sent(evidence::LookReceipt& receipt, const evidence::LookEvidence& seen) {
  receipt.burst &= seen.burst_sent;
  for (std::size_t at = 0; at < evidence::sizes_max; ++at) {
    const bool sent = at < seen.sizes.size() && seen.sizes[at].error == 0;
    if (!sent) receipt.sizes &= ~(std::uint32_t{1} << at);
  }
}

void keep_planned(evidence::ReceiptEvidence& receipt, unsigned attempts) {
  receipt.delivered = evidence::AttemptSet(receipt.delivered.bits() & first(attempts).bits());
  receipt.answered = evidence::AttemptSet(receipt.answered.bits() & first(attempts).bits());
}

}  // namespace oakprobe::check
