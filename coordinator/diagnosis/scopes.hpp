#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace oakprobe::diagnosis {

// A CauseScope in three numbers of a check's Scopes; 0: any.
struct Scope {
  std::uint32_t source = 0;  // a network or a node
  std::uint32_t target = 0;  // so
  std::uint32_t service = 0;

  friend auto operator<=>(const Scope&, const Scope&) = default;
};

// Positions of nodes in an order in which those of a network stand together.
struct RankRange {
  std::uint32_t first = 0;
  std::uint32_t end = 0;  // behind the last

  [[nodiscard]] bool has(std::uint32_t rank) const { return first <= rank && rank < end; }
};

// The numbers of a check's networks (clusters of at least three nodes), nodes and services
// (protocol and port).
class Scopes {
 public:
  explicit Scopes(const FinishedCheck& check);

  // 0: of none.
  [[nodiscard]] std::uint32_t network_of(NodeId node) const { return network_[index_of(node)]; }
  [[nodiscard]] std::uint32_t number_of(NodeId node) const { return networks() + 1 + rank(node); }
  // The network that a node's number is of; 0: of none.
  [[nodiscard]] std::uint32_t network_around(std::uint32_t number) const {
    return network_of(node_[ranks(number).first]);
  }
  [[nodiscard]] std::uint32_t rank(NodeId node) const { return rank_[index_of(node)]; }
  [[nodiscard]] bool is_node(std::uint32_t number) const { return number > networks(); }
  // Of a network, a node, or any.
  [[nodiscard]] RankRange ranks(std::uint32_t number) const;
  [[nodiscard]] std::uint32_t nodes() const { return static_cast<std::uint32_t>(rank_.size()); }

  [[nodiscard]] std::uint32_t service_of(FlowId flow, std::uint16_t port) const;
  // More than one target has it: else it is that target's, whoever says so.
  [[nodiscard]] bool is_common(std::uint32_t service) const { return services_[service].common; }

  [[nodiscard]] CauseScope told(const Scope& scope) const;

 private:
  struct Service {
    Protocol protocol{};
    std::uint16_t port = 0;
    NodeId target{};
    bool common = false;
  };

  [[nodiscard]] std::uint32_t networks() const {
    return static_cast<std::uint32_t>(names_.size()) - 1;
  }
  void number_networks();

  const FinishedCheck& check_;
  std::vector<std::string> names_;       // of networks, by number
  std::vector<std::uint32_t> network_;   // by node
  std::vector<std::uint32_t> rank_;      // so
  std::vector<NodeId> node_;             // by rank
  std::vector<std::uint32_t> first_of_;  // rank of each network's first node, and the end
  std::vector<Service> services_;        // by number
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> service_of_;
};

}  // namespace oakprobe::diagnosis
