#pragma once

#include "wire/probe_key.hpp"

#include <optional>
#include <span>
#include <vector>

namespace oakprobe::wire {

// What a source is told of a target that it dials.
struct TargetKey {
  NodeId target{};
  ProbeKey key{};  // k(source -> target)

  friend bool operator==(const TargetKey&, const TargetKey&) = default;
};

// The keys that one node has in a run: its own as a target, of which those of its sources follow,
// and one for each target that it dials (20 bytes). Wiped at the end.
class KeyRing {
 public:
  // own_key: K_t of this node.
  KeyRing(NodeId own, const ProbeKey& own_key) : own_(own), own_key_(own_key) {}
  ~KeyRing();
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;

  // Further ones; those of known targets take the place of what was told before.
  void add(std::span<const TargetKey> keys);

  // Of what travels on this path, either way; nullopt: this node is at neither end, or was not
  // told.
  [[nodiscard]] std::optional<ProbeKey> of(const PathId& path) const;

  [[nodiscard]] NodeId own() const { return own_; }

 private:
  NodeId own_;
  ProbeKey own_key_;
  std::vector<TargetKey> dialled_;  // by target
};

}  // namespace oakprobe::wire
