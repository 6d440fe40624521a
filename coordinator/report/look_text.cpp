#include "coordinator/report/look_text.hpp"

#include "coordinator/diagnosis/closer_look.hpp"

#include <bit>
#include <optional>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedPath;

// A port that nobody watches brings no receipts, whatever arrives.
bool is_watched(const FinishedPath& path) {
  return path.look->target_told && (path.listener == evidence::ListenMode::stand_in ||
                                    path.receipt || path.look->receipt.burst != 0);
}

diagnosis::PathEvidence evidence_of(const FinishedPath& path) {
  diagnosis::PathEvidence evidence;
  evidence.dial = path.dial ? &*path.dial : nullptr;
  evidence.look = path.look.get();
  return evidence;
}

std::string passes(std::optional<bool> passed) { return !passed ? "?" : *passed ? "yes" : "no"; }

std::string segments_text(const FinishedPath& path) {
  const auto segments = diagnosis::segments_of(evidence_of(path));
  if (!segments) return "";
  std::string text = grouped(segments->full) + " there: " + passes(segments->out_passed) +
                     ", back: " + passes(segments->back_passed);
  if (segments->is_narrow()) text += "; largest that passes: " + grouped(segments->largest);
  return text;
}

bool is_ipv6(const FinishedPath& path) {
  const auto dialled = path.dialled();
  return dialled && dialled->is_v6();
}

}  // namespace

std::string grouped(std::uint32_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::optional<int> lost_of_burst(const FinishedPath& path) {
  if (!path.look || path.look->seen.burst_sent == 0 || !is_watched(path)) return std::nullopt;
  const evidence::LookEvidence& seen = path.look->seen;
  return std::popcount(seen.burst_sent & ~(seen.burst_answered | path.look->receipt.burst));
}

std::string burst_text(const FinishedPath& path) {
  if (!path.look || path.look->seen.burst_sent == 0) return "";
  const evidence::LookEvidence& seen = path.look->seen;
  const int arrived = std::popcount((path.look->receipt.burst | seen.burst_answered));
  const int answered = std::popcount(seen.burst_answered);
  const int sent = std::popcount(seen.burst_sent);
  const bool known = is_watched(path) || arrived == sent;
  std::string text = (known ? std::to_string(arrived) : "?") + " of " + std::to_string(sent);
  text += " arrived";
  if (arrived > 0 || !known) text += ", " + std::to_string(answered) + " were answered";
  return text;
}

std::string sizes_text(const FinishedPath& path, Protocol protocol, bool of_tunnel) {
  if (!path.look || path.look->seen.sizes.empty()) return "";
  if (protocol == Protocol::tcp) return segments_text(path);
  const auto sizes = diagnosis::sizes_of(*path.look);
  if (!sizes) return "";
  const std::uint16_t headers = evidence::header_bytes(is_ipv6(path));
  const auto inside = [&](std::uint16_t bytes) { return std::to_string(bytes - headers); };
  if (sizes->full_passed)
    return "full ones pass: " + grouped(sizes->full) +
           (of_tunnel ? " (TUN " + inside(sizes->full) + ")" : "");
  std::string text;
  if (sizes->largest == 0) {
    text = "none passes whole";
  } else {
    text = std::string(sizes->certain ? "largest that passes: " : "at least ") +
           grouped(sizes->largest) + " of " + grouped(sizes->full);
    if (of_tunnel) text += " (TUN " + inside(sizes->largest) + " of " + inside(sizes->full) + ")";
  }
  text += std::string("; in fragments: ") +
          (sizes->fragments_pass ? "yes" : (sizes->certain ? "no" : "?"));
  if (sizes->icmp_mtu > 0 && sizes->icmp_from)
    text += "; " + sizes->icmp_from->to_string() + " says MTU " + grouped(sizes->icmp_mtu);
  return text;
}

bool full_packets_pass(const FinishedPath& path, Protocol protocol) {
  if (!path.look || path.look->seen.sizes.empty()) return false;
  if (protocol == Protocol::udp) {
    const auto sizes = diagnosis::sizes_of(*path.look);
    return sizes && sizes->full_passed;
  }
  const auto segments = diagnosis::segments_of(evidence_of(path));
  return segments && segments->out_passed.value_or(true) && segments->back_passed.value_or(true);
}

std::string hops_text(const diagnosis::CloserLook& look) {
  std::string text;
  for (const evidence::Hop& hop : look.seen.hops) {
    text += (text.empty() ? "" : ", ") + std::to_string(hop.limit) + " " +
            unmapped(hop.from).to_string() + (hop.is_end ? " (the end)" : "");
  }
  return text;
}

}  // namespace oakprobe::report
