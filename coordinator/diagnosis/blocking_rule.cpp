#include "coordinator/diagnosis/blocking_rule.hpp"

#include "coordinator/diagnosis/finished_path.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

Segment segment_of(const evidence::RuleFinding& finding) {
  if (finding.answers)
    return finding.leaves ? Segment::return_target_firewall : Segment::return_source_firewall;
  return finding.leaves ? Segment::source_firewall : Segment::target_firewall;
}

NodeId host_of(const PathId& path, const evidence::RuleFinding& finding) {
  return finding.leaves == finding.answers ? path.target : path.source;
}

bool may_end_at_rule(const Judgement& judgement) {
  switch (judgement.cause.value_or(Cause::refused)) {
    case Cause::dropped:
    case Cause::rejected:
    case Cause::return_lost:
    case Cause::loss:
      return std::ranges::any_of(judgement.where.in_order(), [](Segment segment) {
        return host_filters.has(segment);
      });
    default:
      return false;
  }
}

const evidence::RuleFinding* blocking_rule(
    std::span<const evidence::RuleFinding> rules, SegmentSet where
) {
  const evidence::RuleFinding* first = nullptr;
  for (const evidence::RuleFinding& one : rules) {
    const Segment segment = segment_of(one);
    const bool certain = where.size() == 1 || one.rule.source == evidence::RuleSource::traced;
    if (!where.has(segment) || !certain) continue;
    if (first == nullptr || segment < segment_of(*first)) first = &one;
  }
  return first;
}

const evidence::RuleFinding* blocking_rule(const PathState& path) {
  return path.rules && may_end_at_rule(*path.verdict)
             ? blocking_rule(*path.rules, path.verdict->where)
             : nullptr;
}

}  // namespace oakprobe::diagnosis
