#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"

#include <cstdint>
#include <set>

namespace oakprobe::agent {

// Who this agent is, for telling its own packets from others'.
struct WatchIdentity {
  std::uint64_t run = 0;
  NodeId node{};
  std::set<IpAddress> addresses;  // that the host takes packets for
};

// One attempt of this node's.
struct OwnAttempt {
  PathId path;
  std::uint8_t attempt = 0;
};

}  // namespace oakprobe::agent
