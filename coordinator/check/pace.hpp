#pragma once

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/protocol.hpp"
#include "wire/messages.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace oakprobe::check {

// How long a silent path to a node without an agent is listened to, from its first attempt. Of a
// host that went down a while ago the neighbour entry, the source's own or a router's, is stale: it
// is believed for 5 s (delay_first_probe_time, arp(7)) and asked for 3 s before it fails. Its
// absence is to mean the same each time.
inline constexpr std::uint32_t absent_settle_ms = 8'500;

// How far apart one agent's flows start, from its share of the fleet's rate: never more than 200 a
// second, or a tenth of a rate above 2,000, so that few agents are not faster each than many.
[[nodiscard]] std::chrono::microseconds flow_interval(
    std::uint32_t fleet_rate, std::size_t dialling_agents
);

// Spreads connections to ports that others serve, over the whole fleet: 20 a second start to one of
// them, and 5 are open at a time.
class LivePortSpread {
 public:
  explicit LivePortSpread(std::uint32_t attempts) : attempts_(attempts) {}

  // When the next path to the port may start, in ms from the start of probing. asks: it puts
  // questions, and does not leave at once.
  [[nodiscard]] std::uint32_t next_start_ms(NodeId target, ListenPort port, bool asks);

 private:
  std::uint32_t attempts_;
  std::map<std::pair<NodeId, ListenPort>, std::uint32_t> next_ms_;
};

// Spreads connections to a stand-in that many dial (a root, a cluster): no port is connected to
// faster than an agent may dial, 20,000 times a second. A queue that runs over costs a second's
// wait.
class HubSpread {
 public:
  // When the next path to the port may start, in ms from the start of probing.
  [[nodiscard]] std::uint32_t next_start_ms(NodeId target, ListenPort port);

 private:
  std::map<std::pair<NodeId, ListenPort>, std::uint32_t> paths_;
};

// Spreads flows to a node whose kernel has no room for all of them at once.
class SparedSpread {
 public:
  explicit SparedSpread(std::uint32_t attempts) : attempts_(attempts) {}

  // When the next path to the target may start, in ms from the start of probing.
  [[nodiscard]] std::uint32_t next_start_ms(NodeId target, std::uint32_t flows_per_second);

 private:
  std::uint32_t attempts_;
  std::map<NodeId, std::uint64_t> flows_;
};

// What one agent has to dial.
struct ProbeWork {
  std::size_t paths = 0;
  std::uint32_t last_start_ms = 0;  // the latest that a path of it may not start before
  bool names = false;               // some of it is to be resolved first
};

// How long an agent may take for it when every path stays silent; `terms` without its paths. A rate
// above the default is what it may do, not what its machine can: it shortens no wait.
[[nodiscard]] std::chrono::milliseconds probing_time(
    const ProbeWork& work, const wire::Probe& terms, std::size_t dialling_agents
);

// How long the evidence of so many paths may take: `answer` for each 4,096 of them begun.
[[nodiscard]] std::chrono::milliseconds collecting_time(
    std::size_t paths, std::chrono::milliseconds answer
);

}  // namespace oakprobe::check
