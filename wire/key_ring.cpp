#include "wire/key_ring.hpp"

#include <algorithm>
#include <iterator>

namespace oakprobe::wire {
namespace {

void wipe_all(std::vector<TargetKey>& keys) {
  for (TargetKey& one : keys) wipe(one.key);
}

}  // namespace

KeyRing::~KeyRing() {
  wipe(own_key_);
  wipe_all(dialled_);
}

void KeyRing::add(std::span<const TargetKey> keys) {
  std::vector<TargetKey> added(keys.begin(), keys.end());
  std::ranges::sort(added, {}, &TargetKey::target);
  std::vector<TargetKey> all;
  all.reserve(added.size() + dialled_.size());
  // Of what is in both it takes the first range's.
  constexpr auto target = &TargetKey::target;
  std::ranges::set_union(added, dialled_, std::back_inserter(all), {}, target, target);
  wipe_all(added);
  wipe_all(dialled_);
  dialled_ = std::move(all);
}

std::optional<ProbeKey> KeyRing::of(const PathId& path) const {
  if (path.target == own_) return derive_key(own_key_, path.source);
  if (path.source != own_) return std::nullopt;
  if (dialled_.empty() || path.target < dialled_.front().target) return std::nullopt;
  // In a mesh the targets follow each other: without gaps it would be at `place`, and each gap
  // makes it one less.
  const std::size_t size = dialled_.size();
  const std::size_t first = index_of(dialled_.front().target);
  const std::size_t place = index_of(path.target) - first;
  const std::size_t gaps = index_of(dialled_.back().target) - first + 1 - size;
  const std::size_t end = std::min(place + 1, size);
  const std::size_t begin = std::min(place - std::min(place, gaps), end);
  const auto near = std::span(dialled_).subspan(begin, end - begin);
  const auto found = std::ranges::lower_bound(near, path.target, {}, &TargetKey::target);
  if (found == near.end() || found->target != path.target) return std::nullopt;
  return found->key;
}

}  // namespace oakprobe::wire
