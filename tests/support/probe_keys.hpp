#pragma once

#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::testing_support {

inline const wire::ProbeKey run_secret{std::byte{1}, std::byte{2}};

// K_t of a target of the tests' run.
inline wire::ProbeKey key_of(NodeId target) { return wire::derive_key(run_secret, target); }

// k(source -> target).
inline wire::ProbeKey key_of(NodeId source, NodeId target) {
  return wire::derive_key(key_of(target), source);
}

// What this node writes and reads; it dials nodes below 64.
inline wire::DatagramCodec codec_of(NodeId own) {
  wire::DatagramCodec codec(own, key_of(own));
  std::vector<wire::TargetKey> keys;
  for (std::uint32_t target = 0; target < 64; ++target)
    keys.push_back({NodeId{target}, key_of(own, NodeId{target})});
  codec.keys().add(keys);
  return codec;
}

// Those that the coordinator would put into it.
inline void give_keys(wire::Probe& order) {
  order.keys.clear();
  for (const NodeId target : wire::targets_of(order.paths))
    order.keys.push_back(key_of(order.paths.front().path.source, target));
}

}  // namespace oakprobe::testing_support
