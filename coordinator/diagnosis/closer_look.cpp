#include "coordinator/diagnosis/closer_look.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>

namespace oakprobe::diagnosis {

namespace {

// With fewer probes a port may lose all of them by chance.
constexpr int port_probes_min = 4;

void count_port(unsigned port, std::uint64_t left, std::uint64_t arrived, BurstCount& burst) {
  std::uint64_t its = 0;
  for (unsigned probe = 0; probe < evidence::burst_probes_max; ++probe)
    if (evidence::burst_port_of(probe) == port) its |= std::uint64_t{1} << probe;
  const int sent = std::popcount(left & its);
  const int lost = sent - std::popcount(arrived & its);
  if (sent < port_probes_min) {
    burst.strayed += lost;
    return;
  }
  ++burst.ports;
  (lost == sent ? burst.dead_ports : burst.strayed) += lost == sent ? 1 : lost;
}

BurstCount count_ports(std::uint64_t left, std::uint64_t arrived) {
  BurstCount burst;
  burst.sent = std::popcount(left);
  burst.delivered = std::popcount(arrived);
  for (unsigned port = 0; port < evidence::burst_ports; ++port)
    count_port(port, left, arrived, burst);
  return burst;
}

// A running service's long requests, or its long answers.
struct LongExchanges {
  std::uint16_t full = 0;
  std::uint16_t largest = 0;  // that came to an end
  bool full_passed = false;

  [[nodiscard]] bool is_narrow() const { return largest > 0 && !full_passed; }
};

LongExchanges count_long(const std::vector<evidence::SizedProbe>& sizes, bool asked_long) {
  LongExchanges count;
  for (const evidence::SizedProbe& one : sizes) {
    if (one.asked_long != asked_long || one.error != 0) continue;
    count.full = std::max(count.full, one.bytes);
    if (one.answered) count.largest = std::max(count.largest, one.bytes);
  }
  count.full_passed = count.full > 0 && count.largest == count.full;
  return count;
}

std::optional<SegmentCount> of_service(const std::vector<evidence::SizedProbe>& sizes) {
  const LongExchanges answers = count_long(sizes, true);
  const LongExchanges requests = count_long(sizes, false);
  SegmentCount count;
  if (answers.full_passed) count.back_passed = true;
  if (answers.is_narrow()) {
    count.full = answers.full;
    count.largest = answers.largest;
    count.back_passed = false;
    return count;
  }
  if (requests.largest == 0) return std::nullopt;
  count.full = requests.full;
  count.largest = requests.largest;
  count.out_passed = requests.full_passed;
  return count;
}

}  // namespace

std::optional<BurstCount> burst_of(const PathEvidence& evidence) {
  if (evidence.look == nullptr || evidence.look->seen.burst_sent == 0) return std::nullopt;
  const evidence::LookEvidence& seen = evidence.look->seen;
  const std::uint64_t arrived =
      (evidence.look->receipt.burst | seen.burst_answered) & seen.burst_sent;
  // A port that nobody watches brings no receipts, whatever arrives.
  const bool watched =
      receipts_seen(evidence) || evidence.receipt != nullptr || evidence.look->receipt.burst != 0;
  const bool told = evidence.look->target_told && watched;
  const BurstCount burst = count_ports(seen.burst_sent, arrived);
  if (!told && burst.lost() > 0) return std::nullopt;
  return burst;
}

std::optional<BurstCount> answers_of(const PathEvidence& evidence) {
  if (evidence.look == nullptr || evidence.look->receipt.burst == 0) return std::nullopt;
  const evidence::LookEvidence& seen = evidence.look->seen;
  const std::uint64_t arrived =
      (evidence.look->receipt.burst | seen.burst_answered) & seen.burst_sent;
  return count_ports(arrived, seen.burst_answered & arrived);
}

std::optional<SizeCount> sizes_of(const CloserLook& look) {
  const auto& sizes = look.seen.sizes;
  if (sizes.empty()) return std::nullopt;
  SizeCount count;
  count.full = sizes.front().bytes;
  for (std::size_t at = 0; at < sizes.size(); ++at) {
    const evidence::SizedProbe& one = sizes[at];
    const bool arrived = one.answered || (look.receipt.sizes >> at & 1U) != 0;
    if (one.may_fragment) {
      count.fragments_pass = count.fragments_pass || arrived;
      continue;
    }
    if (arrived) count.largest = std::max(count.largest, one.bytes);
    if (arrived && one.bytes >= count.full) count.full_passed = true;
    if (one.icmp && one.icmp->mtu > 0 && (count.icmp_mtu == 0 || one.icmp->mtu < count.icmp_mtu)) {
      count.icmp_mtu = static_cast<std::uint16_t>(std::min<std::uint32_t>(one.icmp->mtu, 0xffff));
      count.icmp_from = unmapped(one.icmp->from);
    }
  }
  if (count.largest == 0 && !count.fragments_pass) return std::nullopt;
  const evidence::SizedProbe& full = sizes.front();
  // Twice refused, where shorter ones left: what the source's kernel does to long packets.
  const bool kept =
      count.largest > 0 && std::ranges::all_of(sizes, [&](const evidence::SizedProbe& one) {
        return one.may_fragment || one.bytes <= count.largest || one.error == ENOBUFS;
      });
  const bool refused = full.error == EMSGSIZE || kept || count.icmp_mtu > 0;
  const bool measured = full.error == 0 && look.target_told;
  count.certain = refused || measured;
  return count;
}

std::optional<SizeCount> sizes_of(const PathEvidence& evidence) {
  return evidence.look == nullptr ? std::nullopt : sizes_of(*evidence.look);
}

std::optional<SegmentCount> segments_of(const CloserLook& look) {
  const auto& sizes = look.seen.sizes;
  if (std::ranges::any_of(sizes, &evidence::SizedProbe::asked_long)) return of_service(sizes);
  SegmentCount count;
  count.out_passed = count.back_passed = false;
  for (const evidence::SizedProbe& one : sizes)
    if (one.error == 0) count.full = std::max(count.full, one.bytes);
  for (std::size_t at = 0; at < sizes.size(); ++at) {
    const evidence::SizedProbe& one = sizes[at];
    if (one.error != 0) continue;
    // Where the target could not tell all, what came back is all that is known.
    const bool arrived = (look.receipt.sizes >> at & 1U) != 0 || !look.target_told;
    if (arrived && one.answered) count.largest = std::max(count.largest, one.bytes);
    if (one.bytes < count.full) continue;
    count.out_passed = *count.out_passed || arrived;
    count.back_passed = *count.back_passed || one.answered;
  }
  if (count.largest == 0) return std::nullopt;
  return count;
}

std::optional<SegmentCount> segments_of(const PathEvidence& evidence) {
  if (evidence.look == nullptr) return std::nullopt;
  const bool of_ours = evidence.dial == nullptr || !evidence.dial->service;
  return of_ours ? segments_of(*evidence.look) : of_service(evidence.look->seen.sizes);
}

std::optional<std::uint16_t> path_mtu_of(const CloserLook& look, Protocol protocol) {
  if (protocol == Protocol::tcp) {
    const auto segments = segments_of(look);
    if (!segments || !segments->is_narrow()) return std::nullopt;
    return segments->largest;
  }
  const auto sizes = sizes_of(look);
  if (!sizes || sizes->largest == 0) return std::nullopt;
  return sizes->largest;
}

std::optional<IpAddress> last_hop_of(const CloserLook& look) {
  std::optional<IpAddress> last;
  for (const evidence::Hop& hop : look.seen.hops)
    if (!hop.is_end) last = unmapped(hop.from);
  return last;
}

}  // namespace oakprobe::diagnosis
