#include "probe-agent/look/size_ladder.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::agent {
namespace {

constexpr std::uint16_t ethernet_bytes = 1'500;

// With the first round's three, and the MTU that an ICMP error names: wire::sizes_max.
constexpr unsigned steps_of_second = 13;  // and the smallest
constexpr unsigned steps_of_third = 14;

// Of a ladder of segments, whose steps are connections at one time: fewer, in one round more.
constexpr unsigned segment_steps = 6;

bool has_passed(std::span<const wire::SizedProbe> tried, unsigned bytes) {
  return std::ranges::any_of(tried, [&](const wire::SizedProbe& one) {
    return one.bytes == bytes && one.answered && !one.may_fragment;
  });
}

// What a router or the source's own kernel says that would fit.
unsigned told_mtu(std::span<const wire::SizedProbe> tried) {
  unsigned told = 0;
  for (const wire::SizedProbe& one : tried) {
    if (!one.icmp || one.icmp->mtu == 0) continue;
    told = told == 0 ? one.icmp->mtu : std::min<unsigned>(told, one.icmp->mtu);
  }
  return told;
}

}  // namespace

SizeLadder SizeLadder::of_segments(std::uint16_t full, std::uint16_t smallest) {
  SizeLadder ladder(full, smallest);
  ladder.segments_ = true;
  return ladder;
}

std::vector<LadderStep> SizeLadder::between(unsigned low, unsigned high, unsigned steps) const {
  std::set<unsigned> sizes;
  for (unsigned step = 1; step <= steps; ++step) {
    const unsigned bytes = low + (high - low) * step / (steps + 1);
    if (bytes > low && bytes < high) sizes.insert(bytes);
  }
  std::vector<LadderStep> out;
  for (const unsigned bytes : sizes) out.push_back({static_cast<std::uint16_t>(bytes), false});
  return out;
}

std::vector<LadderStep> SizeLadder::next(std::span<const wire::SizedProbe> tried) {
  ++round_;
  if (segments_ && round_ == 1) return {{full_, false}};
  if (segments_ && round_ == 2) full_ = tried.empty() ? 0 : tried[0].bytes;
  if (round_ == 1) {
    std::vector<LadderStep> first{{full_, false}, {full_, true}};
    if (full_ < ethernet_bytes) first.push_back({ethernet_bytes, false});
    return first;
  }
  if (has_passed(tried, full_) || round_ > rounds() || full_ <= smallest_) return {};
  if (round_ == 2) {
    std::vector<LadderStep> second =
        between(smallest_, full_, segments_ ? segment_steps : steps_of_second);
    second.push_back({smallest_, false});
    if (segments_) second.push_back({full_, false});
    const unsigned told = told_mtu(tried);
    if (told > smallest_ && told < full_)
      second.push_back({static_cast<std::uint16_t>(told), false});
    return second;
  }
  unsigned low = 0;
  for (const wire::SizedProbe& one : tried)
    if (one.answered && !one.may_fragment) low = std::max<unsigned>(low, one.bytes);
  if (low == 0) return {};
  unsigned high = full_;
  for (const wire::SizedProbe& one : tried)
    if (!one.answered && !one.may_fragment && one.bytes > low)
      high = std::min<unsigned>(high, one.bytes);
  return between(low, high, segments_ ? segment_steps : steps_of_third);
}

}  // namespace oakprobe::agent
