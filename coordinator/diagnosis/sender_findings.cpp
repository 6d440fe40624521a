#include "base/listing.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"

// Datagrams that came from where, or of what, nobody ordered: told with who can have sent them.
namespace oakprobe::diagnosis {
namespace {

constexpr std::size_t listed_max = 4;

std::string endpoint_text(const IpAddress& address, std::uint16_t port) {
  const std::string text = address.to_string();
  return (address.is_v6() ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

}  // namespace

void find_unplanned_probes(FindingBook& book, NodeId node) {
  for (const UnplannedProbes& one : book.seen(node).unplanned) {
    const std::string& target = book.node(node).name;
    const std::string& source = book.node(one.source).name;
    NodeFinding finding{node, FindingCode::unplanned_probes};
    finding.message = target + " tells of probes on " + count_of(one.paths, "path") + " from " +
                      source + " that nobody planned. They were passed over.";
    finding.fix =
        "Only the agents on " + source + " and on " + target +
        " can make them: see that both run the oakprobe-agent of this version and "
        "nothing in its place; if one of the machines may be in other hands, treat it so.";
    book.add(finding);
  }
}

void find_answers_from_elsewhere(FindingBook& book, NodeId node) {
  std::vector<std::string> told;
  std::size_t paths = 0;
  for (const std::uint32_t index : book.from(node)) {
    const auto& dial = book.state(index).dial;
    if (!dial || !dial->answered_from) continue;
    if (++paths > listed_max) continue;
    const PathEnd& end = book.end(index);
    const NodeId target = book.check().paths.id_at(index).target;
    told.push_back(
        book.node(target).name + " (dialled at " + *end.address + ":" + std::to_string(end.port) +
        ") from " + endpoint_text(dial->answered_from->address, dial->answered_from->port)
    );
  }
  if (told.empty()) return;
  std::string list;
  for (const std::string& one : told) list += (list.empty() ? "" : "; ") + one;
  if (paths > told.size()) list += "; and " + std::to_string(paths - told.size()) + " more";
  const std::string& name = book.node(node).name;
  NodeFinding finding{node, FindingCode::answered_from_elsewhere};
  finding.message = name + " is answered by another address or port than it dials: " + list +
                    ". Such answers do not count: connection tracking on the way throws them away.";
  finding.fix =
      "Look at source translation of what leaves the answering node, and at its routes: answers "
      "must leave by the address that was dialled.";
  book.add(finding);
}

}  // namespace oakprobe::diagnosis
