#pragma once

#include "coordinator/check/handshakes.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/paths_by_target.hpp"
#include "wire/messages.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace oakprobe::check {

// Joins what the agents saw: the source's and the target's half of each path, by path. What an
// agent says of paths that are not its own is refused, so that one agent's nonsense harms no
// other's, and memory is bounded by the number of paths. What one dial says must be possible.
class EvidenceCollector {
 public:
  // The check outlives the collector; its paths are in order. `attempts` is how many of each path
  // were ordered; `told`, by NodeId, which address targets were told of a source (wire::ArmPeer),
  // if they were: not each target is told of each source.
  EvidenceCollector(
      diagnosis::FinishedCheck& check, unsigned attempts, std::vector<std::optional<IpAddress>> told
  );

  // Empty, or why the part cannot be this node's evidence.
  [[nodiscard]] std::string accept(NodeId from, wire::Evidence message);

  // From now on agents tell all that they saw anew, of further paths too. What one told before
  // stands until it has told all of it again: it may be lost in the middle.
  void begin_again(unsigned round);

  // Drops all that the agent told of paths, and what others saw of its probes, now and whenever
  // they tell it again: it is not the node's.
  void disown(NodeId node);

  // What a source saw of the closer looks that it was ordered, and what a target received of them.
  [[nodiscard]] std::string accept(NodeId from, wire::Looked message, const wire::LookOrder& order);
  [[nodiscard]] std::string accept(NodeId from, const wire::LookReceipts& message);

  // Which rules of its host's ended the packets that it was to watch.
  [[nodiscard]] std::string accept(NodeId from, wire::Rules message, const wire::RulesOrder& order);

  // When all have told of looks that will: notes of each look whether its target's word is whole.
  void finish_looks();

  // What taps saw of TCP, to be joined when all have told.
  [[nodiscard]] const Handshakes& handshakes() const { return handshakes_; }

 private:
  [[nodiscard]] std::string accept_dial(NodeId from, evidence::DialEvidence& dial);
  [[nodiscard]] std::string accept_receipt(NodeId from, evidence::ReceiptEvidence& receipt);
  // Empty, or why it can't be.
  [[nodiscard]] std::string note_unplanned(NodeId told_by, const PathId& path);
  [[nodiscard]] std::vector<diagnosis::UnplannedProbes> unplanned(NodeId told_by) const;
  [[nodiscard]] std::string accept_sights(NodeId from, const evidence::PathSights& sights);
  [[nodiscard]] bool accept_own(NodeId from, const evidence::OwnHandshake& handshake);
  void accept_seen(NodeId from, const evidence::SeenHandshake& handshake);
  void count_most();
  [[nodiscard]] bool is_too_much(NodeId from, const evidence::NodeEvidence& part);
  [[nodiscard]] std::string accept_paths(NodeId from, evidence::NodeEvidence& part);
  [[nodiscard]] std::string accept_part(NodeId from, wire::Evidence& message);
  [[nodiscard]] std::string stage(NodeId from, wire::Evidence message);
  void forget(NodeId node);

  diagnosis::FinishedCheck& check_;
  unsigned attempts_;
  std::vector<std::optional<IpAddress>> told_;
  Handshakes handshakes_;
  SharePool<evidence::DialEvidence> dials_;
  SharePool<evidence::PathSights> sights_;
  unsigned round_ = 0;
  bool again_ = false;  // agents tell anew
  std::set<NodeId> disowned_;
  // By NodeId.
  std::vector<unsigned> empty_parts_;
  struct Told {
    std::size_t dials = 0;
    std::size_t receipts = 0;
    std::size_t sights = 0;
    std::size_t own_handshakes = 0;
    std::size_t seen_handshakes = 0;
  };
  std::vector<Told> told_so_far_;                      // in this round
  std::vector<Told> most_;                             // that there can be to tell
  std::vector<std::vector<wire::Evidence>> staged_;    // after the first round: until it is whole
  std::optional<diagnosis::PathsByTarget> by_target_;  // then, too
  enum class LookReport : std::uint8_t { none, whole, overflowed };
  std::vector<LookReport> look_reports_;
  std::vector<std::set<std::pair<NodeId, FlowId>>> unplanned_;  // by NodeId, who told
  std::vector<std::shared_ptr<diagnosis::CloserLook>> looked_at_;
  std::vector<SharePool<evidence::ReceiptEvidence>> receipts_;  // of sources: a source's look alike
};

}  // namespace oakprobe::check
