#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/telling/marked_text.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::report {

// What is told to a person, bounded in number, before any layout: the terminal, Markdown and HTML
// say the same. Words are as they came from other machines; whoever lays them out neutralises them.

// Some paths of one flow, for a list of what is affected.
struct AffectedPaths {
  std::string flow;
  std::vector<std::string> pairs;  // "w1 -> w3"
};

// One common cause. Empty fields are not told.
struct Trouble {
  std::size_t id = 0;  // the JSON report's cause id
  Mark mark = Mark::nothing;
  bool accepted = false;
  std::string title;  // "4 paths blocked, dropped (w3)"
  std::string message;
  std::string where;   // "target-firewall", "one of source-firewall, network"
  std::string seen;    // evidence: how far the probes came, in words, and what was told
  std::string counts;  // the same in numbers
  telling::MarkedText fix;
  std::string silenced;  // by what nobody is alerted of it: Silenced::text_of_cause()
  std::vector<AffectedPaths> paths;
  std::size_t paths_left = 0;  // affected, and not in the list
};

// "worker-tunnel w1 -> w3, w2 -> w3; client-api office -> root; and 3 more"
[[nodiscard]] std::string paths_text(const Trouble& trouble);

struct TroubleSection {
  std::string_view title;  // "What is wrong"
  std::vector<Trouble> troubles;
  std::size_t left = 0;        // further causes
  std::size_t left_paths = 0;  // and their paths
};

// Everything that is not as expected, in order of importance; no empty section.
[[nodiscard]] std::vector<TroubleSection> tell_troubles(const diagnosis::FinishedCheck& check);

// "w3 (lost)": "Permission denied"
struct NamedWords {
  std::string name;
  telling::MarkedText words;
};

struct NamedList {
  std::string_view title;
  std::vector<NamedWords> lines;
  std::size_t left = 0;
};

// Agents that failed with their last words, once for those that failed alike; but for those like
// one of which it was told already.
[[nodiscard]] NamedList tell_failed_agents(
    const diagnosis::FinishedCheck& check, const std::set<NodeId>& told = {}
);

// Those, each with what to do, and findings, errors first; no empty list.
[[nodiscard]] std::vector<NamedList> tell_nodes(const diagnosis::FinishedCheck& check);

// What the agents did to their nodes.
[[nodiscard]] NamedList tell_touched(const diagnosis::FinishedCheck& check);

// The inventory's silences, and what each of them mutes.
[[nodiscard]] NamedList tell_silences(const diagnosis::FinishedCheck& check);

// What must be known to read the rest: an interruption, assumptions, caveats. A sentence each.
[[nodiscard]] std::vector<std::string> tell_notes(const diagnosis::FinishedCheck& check);

// Those without which what is said of one pair could be misread.
[[nodiscard]] std::vector<std::string> tell_pair_notes(const diagnosis::FinishedCheck& check);

// The parts of the summary: "35 open", "6 blocked".
struct MarkedCount {
  std::string words;
  Mark mark = Mark::nothing;
};
[[nodiscard]] std::vector<MarkedCount> tell_counts(const diagnosis::Summary& summary);

// "57 paths: 35 open, 6 blocked."
[[nodiscard]] std::string summary_text(const diagnosis::Summary& summary);

// Whether the check failed and by what, of how many paths, in how long: "Failed: 6 of 57 paths in
// 3.4 s (--fail-on blocked,exposed,mtu,loss)." "Passed: 57 paths in 1.0 s."
[[nodiscard]] std::string tell_outcome(const diagnosis::FinishedCheck& check);

// Which paths a plan other than `full` left out, and what that means: a sentence, and the few words
// that stand beside every "Passed". Empty: nothing was left out.
[[nodiscard]] std::string coverage_note(const diagnosis::Coverage& coverage);
[[nodiscard]] std::string coverage_clause(const diagnosis::Coverage& coverage);

// "target-firewall", or "one of source-firewall, network"; empty for an empty set.
[[nodiscard]] std::string where_text(diagnosis::SegmentSet where);

// "docker-path, unconfirmed"
[[nodiscard]] std::string caveats_text(diagnosis::CaveatSet caveats);

}  // namespace oakprobe::report
