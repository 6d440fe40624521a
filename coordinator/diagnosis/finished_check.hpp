#pragma once

#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "coordinator/diagnosis/coverage.hpp"
#include "coordinator/diagnosis/fail_on.hpp"
#include "coordinator/diagnosis/finding.hpp"
#include "coordinator/diagnosis/path_book.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"
#include "evidence/node_evidence.hpp"
#include "inventory/inventory.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::diagnosis {

// What the paths of a group have in common besides status, cause and segments.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    GroupBy,
    std::uint8_t,
    target,  // and its port
    source,
    router,      // that refused them
    agent,       // that failed
    host,        // at whose address nobody is, whichever port is dialled
    mtu,         // the largest packet that passes
    instrument,  // what kept the agents from looking
    scope,       // where from, where to, which port, as far as the scope says
    rule         // of one host's packet filter, at which they end
)

// Which paths a cause is said to be of: those of all that is given.
struct CauseScope {
  std::optional<NodeId> source;
  std::optional<NodeId> target;
  std::string source_network;  // the cluster that the sources are of; empty: of any
  std::string target_network;  // so
  Protocol protocol{};
  std::uint16_t port = 0;  // 0: whichever

  friend bool operator==(const CauseScope&, const CauseScope&) = default;
};

// What one finding explains: like troubles of many paths, told once.
struct CommonCause {
  std::optional<Cause> cause;  // none for what is exposed, or unknown without a known reason
  Status status{};
  SegmentSet where;
  std::optional<NodeId> node;  // the node that all have in common at the guilty end, if one
  std::size_t paths = 0;
  // So many of them have another status: unknown, since a dead host runs no agent.
  std::size_t unjudged = 0;
  std::vector<NodeId> agents;       // whose absence it explains, with their words and what to do
  GroupBy by{};                     // what its paths have in common
  std::optional<IpAddress> router;  // by router
  CauseScope scope;                 // by target, source or scope
  // So many paths of the scope were checked; of a trouble of what is to be open, those that are to
  // be closed are left out. 0: no scope is claimed.
  std::size_t of = 0;
  // Into FinishedCheck::paths: one whose rule (blocking_rule()) is that of all of its paths whose
  // rule is known.
  std::optional<std::size_t> ruled;
  // Into FinishedCheck::paths: the first of those that are judged so. It stands for the others,
  // where their words are alike.
  std::size_t first = 0;

  // They are all that were checked to that port, whoever dialled it.
  [[nodiscard]] bool all_to_port() const {
    return by == GroupBy::target && !scope.source && paths == of;
  }
};

// What the agent did to its node, for the report's `touched`.
struct Touched {
  std::vector<ListenPort> bound;
  std::uint32_t live_connections = 0;
  std::uint32_t live_datagrams = 0;
};

struct FinishedNode {
  NodeObservation observation;
  std::uint32_t told = 0;      // how often its agent told all of its evidence
  inventory::Address address;  // with `auto` resolved
  std::vector<Finding> findings;
  Touched touched;
};

struct Summary {
  std::size_t paths = 0;
  std::size_t open = 0;
  std::size_t degraded = 0;
  std::size_t blocked = 0;
  std::size_t exposed = 0;
  std::size_t closed = 0;
  std::size_t unknown = 0;
  std::size_t accepted = 0;  // those of `unknown` that the inventory accepts

  friend bool operator==(const Summary&, const Summary&) = default;
};

BOOST_DEFINE_FIXED_ENUM_CLASS(FullTable, std::uint8_t, neighbours, conntrack)

// Why a node's share of a check was slower than it might have been: its kernel has no room for all
// at once.
struct LoweredPace {
  NodeId node{};
  FullTable table{};
  std::uint64_t needed = 0;            // entries that the check would leave behind there
  std::uint64_t room = 0;              // and that there is room for
  std::uint32_t flows_per_second = 0;  // that start from it, and as many to it
};

// Which paths a report lists one by one; counts and causes are always of all.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    PathList,
    std::uint8_t,
    all,
    failed  // what is not as expected (is_as_expected())
)

// A check that is over, complete enough to be told in any form.
struct FinishedCheck {
  std::string oakprobe = OAKPROBE_VERSION;  // that made it
  std::string run_id;                       // 16 hexadecimal digits
  std::string deployment;  // the inventory's file, as the user named it; empty: no file
  std::string started;     // RFC 3339, UTC
  std::string finished;
  std::chrono::milliseconds took{};  // between them
  bool interrupted = false;
  bool exposure_checked = true;  // false: no client and no outsider in the inventory
  inventory::Inventory inventory;
  std::vector<FinishedNode> nodes;  // by NodeId
  PathBook paths;                   // in order of flow, source, target
  std::vector<CommonCause> causes;  // as they are told: what is wrong first, then most paths first
  Summary summary;
  Coverage coverage;
  std::vector<LoweredPace> lowered_pace;  // a node at most once
  FailOn fail_on;
  PathList listed = PathList::all;
};

// True for an unknown path of a node that the inventory calls intermittent.
[[nodiscard]] bool is_accepted(
    const inventory::Inventory& inventory, const PathId& path, const Judgement& judgement
);

// As expected: open without a cause, or closed. Everything else is told.
[[nodiscard]] bool is_as_expected(const Judgement& judgement);

// Fills summary, causes and each path's accepted and cause_index from the verdicts. Paths that are
// as expected (open without a cause, closed) have no common cause.
void summarize(FinishedCheck& check);

// What becomes of a path under --fail-on. Every report and the exit code take it from here.
enum class Outcome : std::uint8_t { passed, accepted, unknown, failed };

[[nodiscard]] Outcome outcome_of(const FinishedPath& path, const FailOn& fail_on);

// What makes a check fail.
struct Failures {
  std::size_t paths = 0;     // what --fail-on lists
  std::size_t findings = 0;  // errors

  [[nodiscard]] bool any() const { return paths + findings > 0; }
};

[[nodiscard]] Failures failures_of(const FinishedCheck& check);

}  // namespace oakprobe::diagnosis
