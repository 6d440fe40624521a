#include "probe-agent/look/segment_ladder.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::agent {
namespace {

constexpr unsigned steps_of_round = 6;  // and two more: connections at one time
constexpr int rounds = 4;

}  // namespace

std::vector<LadderStep> SegmentLadder::between(unsigned low, unsigned high) const {
  std::set<unsigned> sizes;
  for (unsigned step = 1; step <= steps_of_round; ++step) {
    const unsigned bytes = low + (high - low) * step / (steps_of_round + 1);
    if (bytes > low && bytes < high) sizes.insert(bytes);
  }
  std::vector<LadderStep> out;
  for (const unsigned bytes : sizes) out.push_back({static_cast<std::uint16_t>(bytes), false});
  return out;
}

std::vector<LadderStep> SegmentLadder::next(std::span<const evidence::SizedProbe> tried) {
  ++round_;
  if (round_ == 1) return {{full_, false}};
  if (round_ == 2) full_ = tried.empty() ? 0 : tried[0].bytes;
  const bool passed = std::ranges::any_of(tried, [this](const evidence::SizedProbe& one) {
    return one.bytes == full_ && one.answered;
  });
  if (passed || round_ > rounds || full_ <= smallest_) return {};
  if (round_ == 2) {
    std::vector<LadderStep> second = between(smallest_, full_);
    second.push_back({smallest_, false});
    second.push_back({full_, false});
    return second;
  }
  unsigned low = 0;
  for (const evidence::SizedProbe& one : tried)
    if (one.answered) low = std::max<unsigned>(low, one.bytes);
  if (low == 0) return {};
  unsigned high = full_;
  for (const evidence::SizedProbe& one : tried)
    if (!one.answered && one.bytes > low) high = std::min<unsigned>(high, one.bytes);
  return between(low, high);
}

}  // namespace oakprobe::agent
