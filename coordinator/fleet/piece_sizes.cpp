#include "coordinator/fleet/piece_sizes.hpp"

#include <algorithm>

namespace oakprobe::fleet {
namespace {

constexpr std::chrono::milliseconds quick{700};
constexpr std::chrono::milliseconds slow{2'000};

}  // namespace

std::size_t PieceSizes::next(net::TimePoint now) {
  sent_at_ = now;
  return on_its_way_ = std::min(size_, bytes_ - arrived_);
}

bool PieceSizes::arrived(net::TimePoint now) {
  if (on_its_way_ == 0) return false;
  arrived_ += on_its_way_;
  on_its_way_ = 0;
  const auto took = now - sent_at_;
  if (took < quick) size_ = std::min(2 * size_, bytes_max);
  if (took > slow) size_ = std::max(size_ / 2, bytes_min);
  return true;
}

}  // namespace oakprobe::fleet
