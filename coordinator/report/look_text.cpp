#include "coordinator/report/look_text.hpp"

#include "coordinator/diagnosis/closer_look.hpp"

#include <bit>
#include <map>

namespace oakprobe::report {

std::string burst_text(const diagnosis::CloserLook& look) {
  if (look.seen.burst_sent == 0) return "";
  std::string text = std::to_string(std::popcount(look.seen.burst_sent)) + " sent";
  if (look.target_told)
    text += ", " + std::to_string(std::popcount(look.receipt.burst)) + " arrived";
  return text + ", " + std::to_string(std::popcount(look.seen.burst_answered)) + " answered";
}

namespace {

std::string segments_text(const diagnosis::CloserLook& look) {
  std::map<std::uint16_t, std::pair<bool, bool>> passed;  // there, back
  for (std::size_t at = 0; at < look.seen.sizes.size(); ++at) {
    const wire::SizedProbe& one = look.seen.sizes[at];
    if (one.error != 0) continue;
    const bool arrived = !look.target_told || (look.receipt.sizes >> at & 1U) != 0;
    passed[one.bytes].first |= arrived;
    passed[one.bytes].second |= one.answered;
  }
  std::string text;
  for (const auto& [size, ways] : passed) {
    const auto [there, back] = ways;
    text += (text.empty() ? "" : ", ") + std::to_string(size) +
            (there == back ? (there ? " yes" : " no") : (there ? " only there" : " only back"));
  }
  return text;
}

// Its requests or its answers that were to be long; empty: none.
std::string long_text(const diagnosis::CloserLook& look, bool asked_long) {
  std::map<std::uint16_t, bool> passed;
  for (const wire::SizedProbe& one : look.seen.sizes)
    if (one.error == 0 && one.asked_long == asked_long) passed[one.bytes] |= one.answered;
  std::string text;
  for (const auto& [size, arrived] : passed)
    text += (text.empty() ? (asked_long ? "answers " : "requests ") : ", ") + std::to_string(size) +
            (arrived ? " yes" : " no");
  return text;
}

}  // namespace

std::string sizes_text(const diagnosis::CloserLook& look, Protocol protocol, bool of_service) {
  if (of_service) {
    const std::string requests = long_text(look, false);
    const std::string answers = long_text(look, true);
    return requests + (requests.empty() || answers.empty() ? "" : "; ") + answers;
  }
  if (protocol == Protocol::tcp) return segments_text(look);
  std::map<std::pair<std::uint16_t, bool>, bool> passed;  // in order of size
  for (std::size_t at = 0; at < look.seen.sizes.size(); ++at) {
    const wire::SizedProbe& one = look.seen.sizes[at];
    const bool arrived = one.answered || (look.receipt.sizes >> at & 1U) != 0;
    passed[{one.bytes, one.may_fragment}] |= arrived;
  }
  std::string text;
  for (const auto& [size, arrived] : passed) {
    text += (text.empty() ? "" : ", ") + std::to_string(size.first) +
            (size.second ? " in fragments" : "") + (arrived ? " yes" : " no");
  }
  const auto count = diagnosis::sizes_of(look);
  if (count && count->told_mtu > 0 && count->told_by) {
    text += "; " + count->told_by->to_string() + " says MTU " + std::to_string(count->told_mtu);
  }
  return text;
}

std::string hops_text(const diagnosis::CloserLook& look) {
  std::string text;
  for (const wire::Hop& hop : look.seen.hops) {
    text += (text.empty() ? "" : ", ") + std::to_string(hop.limit) + " " +
            unmapped(hop.from).to_string() + (hop.is_end ? " (the end)" : "");
  }
  return text;
}

}  // namespace oakprobe::report
