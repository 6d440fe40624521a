#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/group_wording.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace oakprobe::diagnosis {

// What a group's paths have in common; two paths belong together when any of their keys is equal.
struct CauseKey {
  GroupBy by{};
  Status status{};
  std::optional<Cause> cause;
  SegmentSet where;
  std::uint32_t node = 0;  // target or source
  Protocol protocol{};     // by target
  std::uint16_t port = 0;  // by target
  std::uint16_t mtu = 0;   // by mtu: the largest packet that passes, in bytes; 0: none does
  std::optional<IpAddress> router;
  // By agent: its last words, without what is its own in them. By host: the address.
  std::string words;

  [[nodiscard]] auto parts() const {
    return std::tuple(by, status, cause, where.bits(), node, protocol, port, mtu, router, words);
  }
  friend bool operator<(const CauseKey& a, const CauseKey& b) { return a.parts() < b.parts(); }
  friend bool operator==(const CauseKey& a, const CauseKey& b) { return a.parts() == b.parts(); }
};

// Nodes without an agent at whose address nobody is, by NodeId: that they have none is no trouble
// of its own. The value is the address.
using DeadHosts = std::vector<std::optional<std::string>>;

[[nodiscard]] DeadHosts find_dead_hosts(const FinishedCheck& check);

// At least one. The path is not as expected.
[[nodiscard]] std::vector<CauseKey> cause_keys_of(
    const FinishedCheck& check, const FinishedPath& path, const DeadHosts& dead
);

// The node has no agent, or it failed with the words of a key by agent.
[[nodiscard]] bool failed_so(const FinishedCheck& check, NodeId node, const CauseKey& key);

}  // namespace oakprobe::diagnosis
