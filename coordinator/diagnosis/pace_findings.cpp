#include "coordinator/diagnosis/finding_rules.hpp"

namespace oakprobe::diagnosis {
namespace {

void tell_lowered_pace(FindingBook& book, const LoweredPace& pace) {
  const bool neighbours = pace.table == FullTable::neighbours;
  const std::string& name = book.node(pace.node).name;
  NodeFinding finding{pace.node, FindingCode::pace_lowered};
  finding.message = "At most " + std::to_string(pace.flows_per_second) +
                    " flows a second were started from " + name +
                    ", and as many to it: the check would leave " + std::to_string(pace.needed) +
                    (neighbours ? " entries in its neighbour table"
                                : " entries in its connection tracking table") +
                    ", which has room for " + std::to_string(pace.room) + " at a time.";
  finding.fix =
      "To check faster, raise " +
      std::string(
          neighbours ? "net.ipv4.neigh.default.gc_thresh3" : "net.netfilter.nf_conntrack_max"
      ) +
      " on " + name + " (sysctl -w).";
  book.add(finding);
}

}  // namespace

void find_lowered_pace(FindingBook& book) {
  for (const LoweredPace& pace : book.check().lowered_pace) tell_lowered_pace(book, pace);
}

}  // namespace oakprobe::diagnosis
