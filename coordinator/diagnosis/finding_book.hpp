#pragma once

#include "coordinator/diagnosis/finding_kind.hpp"
#include "coordinator/diagnosis/paths_by_target.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace oakprobe::diagnosis {

// What a rule found on one node.
struct NodeFinding {
  NodeId node{};
  FindingCode code{};
  FindingFacts facts = {};
  std::vector<FlowId> flows = {};  // that it concerns
  // An error blocks the node's paths of these flows at the end that its kind names. Narrower: only
  // those for which this holds.
  std::function<bool(const FinishedPath&)> only = nullptr;
  std::optional<Severity> severity = std::nullopt;  // if not its kind's
  // What was proved of these paths elsewhere follows from this: the probes went to another machine.
  bool outranks = false;
  // Where these paths are `config-mismatch` by what the agents saw of them, it was this.
  bool restates = false;
};

// Takes findings into a check. An error makes the paths that it spoils `blocked` with
// `config-mismatch`, save those where a fault was proved at another place than the node: that one
// has to be mended too, and the finding stands beside it.
class FindingBook {
 public:
  explicit FindingBook(FinishedCheck& check);

  void add(const NodeFinding& finding);

  // Nobody needs the node's paths of these flows, to it or from it: those that do not work become
  // `unknown` and accepted.
  void excuse(NodeId node, const std::vector<FlowId>& flows);

  [[nodiscard]] const FinishedCheck& check() const { return check_; }
  [[nodiscard]] const inventory::Node& node(NodeId id) const { return check_.inventory.node(id); }
  [[nodiscard]] const NodeObservation& seen(NodeId id) const {
    return check_.nodes[index_of(id)].observation;
  }
  [[nodiscard]] const evidence::Facts& facts(NodeId id) const { return seen(id).facts; }
  // The node's paths, by their position in the check: those that it dials, and those that lead to
  // it.
  [[nodiscard]] std::vector<std::uint32_t> from(NodeId id) const { return check_.paths.from(id); }
  [[nodiscard]] std::span<const std::uint32_t> to(NodeId id) const { return by_target_.to(id); }
  [[nodiscard]] FinishedPath path(std::size_t index) const { return check_.paths[index]; }
  // Parts of it, which cost less.
  [[nodiscard]] const PathState& state(std::size_t index) const {
    return check_.paths.state_at(index);
  }
  [[nodiscard]] const PathEnd& end(std::size_t index) const { return check_.paths.end_at(index); }

 private:
  void spoil(const NodeFinding& finding, std::span<const std::uint32_t> paths, FindingPlace place);

  FinishedCheck& check_;
  PathsByTarget by_target_;
};

}  // namespace oakprobe::diagnosis
