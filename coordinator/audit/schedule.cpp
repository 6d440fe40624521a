#include "coordinator/audit/schedule.hpp"

#include <algorithm>

namespace oakprobe::audit {
namespace {

// SplitMix64: neighbours have nothing in common.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

}  // namespace

std::chrono::milliseconds Schedule::next(std::chrono::milliseconds now) const {
  const std::int64_t turn = now < first ? 1 : (now - first) / every + 1;
  const auto later_most = static_cast<std::uint64_t>(std::max<std::int64_t>(1, every.count() / 10));
  const std::uint64_t later = mixed(seed + static_cast<std::uint64_t>(turn)) % later_most;
  return first + every * turn + std::chrono::milliseconds(later);
}

}  // namespace oakprobe::audit
