#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/path_fare.hpp"

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
  std::uint32_t peer = 0;  // by scope: the source, and `node` the target
  Protocol protocol{};     // by target; by scope, if that has a port
  std::uint16_t port = 0;  // so
  std::uint16_t mtu = 0;   // by mtu: the largest packet that passes, in bytes; 0: none does
  std::optional<IpAddress> router;
  // By agent: its last words, without what is its own in them. By host: the address.
  std::string words;

  [[nodiscard]] auto parts() const {
    return std::tuple<
        GroupBy,
        Status,
        std::optional<Cause>,
        std::uint8_t,
        std::uint32_t,
        std::uint32_t,
        Protocol,
        std::uint16_t,
        std::uint16_t,
        const std::optional<IpAddress>&,
        const std::string&>(
        by, status, cause, where.bits(), node, peer, protocol, port, mtu, router, words
    );
  }
  friend bool operator<(const CauseKey& a, const CauseKey& b) { return a.parts() < b.parts(); }
  friend bool operator==(const CauseKey& a, const CauseKey& b) { return a.parts() == b.parts(); }
};

// Whether a source and a target may be what paths have in common.
enum class Pairs : std::uint8_t { apart, together };

// Makes them. The check must outlive it, and its verdicts stay as they are.
class CauseKeys {
 public:
  explicit CauseKeys(const FinishedCheck& check);

  // At least one. The path is not as expected.
  [[nodiscard]] std::vector<CauseKey> of(const FinishedPath& path, Pairs pairs) const;

  // The node's agent failed with the words of a key by agent.
  [[nodiscard]] bool failed_so(NodeId node, const CauseKey& key) const {
    return failed(node) && words_[index_of(node)] == key.words;
  }

 private:
  [[nodiscard]] bool failed(NodeId node) const;
  [[nodiscard]] std::vector<CauseKey> of_agents(const FinishedPath& path) const;
  [[nodiscard]] CauseKey pair_key(const FinishedPath& path, const PathFare& fare) const;
  [[nodiscard]] CauseKey target_key(const FinishedPath& path) const;
  [[nodiscard]] std::uint16_t passing_bytes(const FinishedPath& path) const;

  const FinishedCheck& check_;
  // By NodeId. Last words of agents that failed, alike for those that failed alike.
  std::vector<std::string> words_;
  // The address of a node without an agent, at which nobody is: that it has none is no trouble of
  // its own.
  std::vector<std::optional<std::string>> dead_;
};

}  // namespace oakprobe::diagnosis
