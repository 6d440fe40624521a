#pragma once

#include "base/described_enum.hpp"
#include "evidence/armed_port.hpp"
#include "evidence/closer_look.hpp"
#include "evidence/dial_mode.hpp"
#include "evidence/facts.hpp"
#include "evidence/firewall_rule.hpp"
#include "evidence/node_evidence.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::diagnosis {

BOOST_DEFINE_FIXED_ENUM_CLASS(
    AgentState,
    std::uint8_t,
    reached,
    unreachable,  // did not start, hung before it said hello, or spoke nonsense
    lost,         // died or fell silent half-way
    none          // `agent: none`
)

// Probes under one source's key, of paths that nobody planned.
struct UnplannedProbes {
  NodeId source{};
  std::size_t paths = 0;
};

// All that is known of one node in a run.
struct NodeObservation {
  AgentState agent = AgentState::none;
  std::string agent_error;  // last words, if it failed
  // Why it is not this node's: it answered from another machine. Then all that it told is dropped.
  std::string misplaced;
  // What ssh was to go to, or the node's address, where that is the machine that runs the check;
  // else empty.
  std::string own_host;
  bool privileged = false;  // CAP_NET_RAW
  evidence::Facts facts;
  std::vector<evidence::ArmedPort> armed;
  evidence::KernelCounters counters;
  std::vector<evidence::Stranger> strangers;
  std::vector<UnplannedProbes> unplanned;  // that it received, by source
  std::vector<IpAddress> no_route_to;
  std::vector<evidence::DeadHop> dead_hops;
  std::vector<MacAddress> link_addresses;
  std::vector<evidence::LinkNeighbour> link_neighbours;
  evidence::Taps taps;
  std::vector<evidence::UnansweredNeighbour> unanswered_neighbours;
  std::vector<evidence::OwnQuestion> own_questions;
  bool neighbours_overflowed = false;
  bool ipsec = false;
  std::vector<evidence::KnownCluster>
      clusters;                    // what the running root told this node that it knows
  bool evidence_complete = false;  // its evidence arrived whole
  // Why its rules can't be told, of a node where paths end at its packet filter; empty: they can.
  std::string rules_trouble;
  unsigned evidence_round = 0;           // of the probing, up to which it did
  std::vector<IpAddress> policy_routed;  // see evidence::NodeEvidence
  std::vector<evidence::InnerDevice> inner_devices;
  std::vector<evidence::InnerWay> ways;  // in order of address
};

// The agent is there and may not open taps.
[[nodiscard]] inline bool is_without_taps(const NodeObservation& node) {
  return node.agent == AgentState::reached && !node.privileged;
}

// A closer look at one path, from both of its ends.
struct CloserLook {
  evidence::LookEvidence seen;  // by the source
  bool target_told = false;     // the target's word is whole: what it does not tell did not arrive
  evidence::LookReceipt receipt;  // what arrived
};

// All that is known of one path: what the pure judgement needs, and nothing else. Pointers are into
// the finished check; null where there is no such evidence.
struct PathEvidence {
  const inventory::Inventory* inventory = nullptr;
  inventory::ExpectedPath path;
  const NodeObservation* source = nullptr;  // never null
  const NodeObservation* target = nullptr;  // never null
  const evidence::ArmedPort* listener =
      nullptr;  // the target's port, as armed; null: nobody looked
  // A question is a bare connect to the judgement, perhaps with an answer.
  evidence::DialMode dial_mode = evidence::DialMode::exchange;
  const evidence::DialEvidence* dial = nullptr;        // null: the source's agent told nothing
  const evidence::ReceiptEvidence* receipt = nullptr;  // null: no authentic probe was delivered
  const evidence::PathSights* sights = nullptr;        // both ends' taps, joined; null: saw nothing
  // Attempts of which the target's taps, if they are trusted, would have shown an arrival. UDP:
  // all. TCP: those whose sequence number is known, or where no SYN came that may have been it.
  evidence::AttemptSet arrivals_certain;
  // TCP: from where the target's tap saw an attempt's own SYN come; nullopt: it saw none.
  std::optional<IpAddress> seen_source;
  const CloserLook* look = nullptr;  // null: not looked at more closely
  // Rules of the ends' own packet filters that ended packets of it; path_rules_max at most. Which
  // one the path ends at: blocking_rule().
  std::span<const evidence::RuleFinding> rules;
  bool return_checked = true;  // the target was asked whether it has a way back to this source

  // As FinishedPath has it.
  [[nodiscard]] std::optional<IpAddress> dialled() const {
    return dial != nullptr && dial->dialled ? unmapped(*dial->dialled) : path.address->ip();
  }
  // As the target's release has it.
  [[nodiscard]] const inventory::Flow& flow() const {
    return inventory->flow(path.id.flow, path.id.target);
  }
  [[nodiscard]] const inventory::Node& source_node() const {
    return inventory->node(path.id.source);
  }
  [[nodiscard]] const inventory::Node& target_node() const {
    return inventory->node(path.id.target);
  }
};

// Whether the path's flow must arrive from the address that the inventory gives: by the releases of
// both ends, unless a running root says that it has the cluster at the address that it was told.
[[nodiscard]] bool needs_source(const PathEvidence& evidence);

// The target's stand-in was armed and its evidence arrived whole: a missing receipt means that
// nothing was delivered. Otherwise it means nothing.
[[nodiscard]] bool receipts_seen(const PathEvidence& evidence);

}  // namespace oakprobe::diagnosis
