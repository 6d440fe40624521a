#include "coordinator/diagnosis/finding_book.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

bool is_elsewhere(SegmentSet where, SegmentSet end) {
  return !where.empty() && (where & end).empty();
}

bool is_explained_already(const Judgement& judgement, bool at_target) {
  if (judgement.status != Status::blocked) return false;
  if (judgement.cause == Cause::config_mismatch) return true;
  // What the node's own packets met is not what the finding is about: they took another road.
  return !at_target || is_elsewhere(judgement.where, target_end);
}

// The finding says what there is to tell.
void found_at(Judgement& judgement, FindingPlace place) {
  judgement.rule = Rule::found_on_node;
  judgement.astray = Astray::none;
  judgement.finding = place;
  judgement.attempts = {};
}

}  // namespace

FindingBook::FindingBook(FinishedCheck& check)
    : check_(check), by_target_(check.paths, check.nodes.size()) {}

void FindingBook::add(const NodeFinding& finding) {
  const FindingKind& kind = kind_of(finding.code);
  const Severity severity = finding.severity.value_or(kind.severity);
  auto& findings = check_.nodes[index_of(finding.node)].findings;
  const FindingPlace place{false, static_cast<std::uint16_t>(findings.size())};
  findings.push_back({severity, finding.code, finding.flows, finding.facts});
  if (severity != Severity::error) return;
  const bool source = kind.spoils == SpoiledEnd::source || kind.spoils == SpoiledEnd::both;
  const bool target = kind.spoils == SpoiledEnd::target || kind.spoils == SpoiledEnd::both;
  if (source) spoil(finding, from(finding.node), place);
  if (target) spoil(finding, to(finding.node), {true, place.position});
}

void FindingBook::excuse(NodeId node, const std::vector<FlowId>& flows) {
  std::vector<std::uint32_t> paths = from(node);
  paths.insert(paths.end(), to(node).begin(), to(node).end());
  for (const std::uint32_t index : paths) {
    const FlowId flow = check_.paths.id_at(index).flow;
    if (std::find(flows.begin(), flows.end(), flow) == flows.end()) continue;
    const Judgement& found = *check_.paths.state_at(index).verdict;
    if (found.status == Status::open || found.not_needed) continue;
    auto path = check_.paths.edit(index);
    Judgement& judgement = path->verdict.edit();
    judgement.status = Status::unknown;
    judgement.cause.reset();
    judgement.where = {};
    judgement.not_needed = true;
  }
}

void FindingBook::spoil(
    const NodeFinding& finding, std::span<const std::uint32_t> paths, FindingPlace place
) {
  for (const std::uint32_t index : paths) {
    const FlowId flow = check_.paths.id_at(index).flow;
    const bool concerned =
        std::find(finding.flows.begin(), finding.flows.end(), flow) != finding.flows.end();
    const bool open_wanted = check_.inventory.flow(flow).expect == inventory::Expect::open;
    if (!concerned || !open_wanted) continue;
    auto path = check_.paths.edit(index);
    if (finding.only && !finding.only(*path)) continue;
    const bool told = path->verdict->cause == Cause::config_mismatch;
    const bool here = path->verdict->where == SegmentSet{Segment::source_host};
    if (told && finding.restates && here) {
      found_at(path->verdict.edit(), place);
      continue;
    }
    if (finding.outranks ? told : is_explained_already(*path->verdict, place.at_target)) continue;
    Judgement& judgement = path->verdict.edit();
    judgement.status = Status::blocked;
    judgement.cause = Cause::config_mismatch;
    judgement.where = {place.at_target ? Segment::target_host : Segment::source_host};
    found_at(judgement, place);
  }
}

}  // namespace oakprobe::diagnosis
