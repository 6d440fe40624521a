#include "wire/key_ring.hpp"

#include <algorithm>

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
  std::vector<TargetKey> all;
  all.reserve(dialled_.size() + keys.size());
  all.assign(keys.begin(), keys.end());
  all.insert(all.end(), dialled_.begin(), dialled_.end());
  std::ranges::stable_sort(all, {}, &TargetKey::target);  // what is new stays first
  const auto repeated = std::ranges::unique(all, {}, &TargetKey::target);
  all.erase(repeated.begin(), repeated.end());
  wipe_all(dialled_);
  dialled_ = std::move(all);
}

std::optional<ProbeKey> KeyRing::of(const PathId& path) const {
  if (path.target == own_) return derive_key(own_key_, path.source);
  if (path.source != own_) return std::nullopt;
  const auto found = std::ranges::lower_bound(dialled_, path.target, {}, &TargetKey::target);
  if (found == dialled_.end() || found->target != path.target) return std::nullopt;
  return found->key;
}

}  // namespace oakprobe::wire
