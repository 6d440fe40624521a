#include "coordinator/diagnosis/finding_rules.hpp"

namespace oakprobe::diagnosis {

void find_lowered_pace(FindingBook& book) {
  const auto& pace = book.check().lowered_pace;
  if (!pace) return;
  const bool neighbours = pace->table == FullTable::neighbours;
  const std::string& name = book.node(pace->node).name;
  NodeFinding finding{pace->node, FindingCode::pace_lowered};
  finding.message = "Agents started " + std::to_string(pace->flows_per_second) +
                    " flows a second at most: the check would leave " +
                    std::to_string(pace->needed) +
                    (neighbours ? " entries in the neighbour table of "
                                : " entries in the connection tracking table of ") +
                    name + ", which has room for " + std::to_string(pace->room) + " at a time.";
  finding.fix =
      "To check faster, raise " +
      std::string(
          neighbours ? "net.ipv4.neigh.default.gc_thresh3" : "net.netfilter.nf_conntrack_max"
      ) +
      " on " + name + " (sysctl -w).";
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
