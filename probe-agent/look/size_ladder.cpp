#include "probe-agent/look/size_ladder.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace oakprobe::agent {
namespace {

constexpr std::uint16_t ethernet_bytes = 1'500;

// With the first round's three, and the MTU that an ICMP error names: wire::sizes_max.
constexpr unsigned steps_of_second = 13;  // and the smallest
constexpr unsigned steps_of_third = 14;

// Link MTUs as tunnels and providers leave them, or up to 10 bytes below: what is tried where no
// answer says what arrived, so that the target's receipts can tell.
constexpr std::array<std::uint16_t, steps_of_third> usual_mtus{
    1'280,
    1'300,
    1'320,
    1'360,
    1'380,
    1'390,
    1'400,
    1'410,
    1'420,
    1'430,
    1'440,
    1'450,
    1'460,
    1'470};

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

std::vector<LadderStep> usual_below(unsigned full, std::span<const wire::SizedProbe> tried) {
  std::vector<LadderStep> out;
  for (const std::uint16_t bytes : usual_mtus) {
    const bool done = std::ranges::any_of(tried, [&](const wire::SizedProbe& one) {
      return one.bytes == bytes && !one.may_fragment;
    });
    if (bytes < full && !done) out.push_back({bytes, false});
  }
  return out;
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
  if (low == 0) return segments_ ? std::vector<LadderStep>{} : usual_below(full_, tried);
  unsigned high = full_;
  for (const wire::SizedProbe& one : tried)
    if (!one.answered && !one.may_fragment && one.bytes > low)
      high = std::min<unsigned>(high, one.bytes);
  return between(low, high, segments_ ? segment_steps : steps_of_third);
}

}  // namespace oakprobe::agent
