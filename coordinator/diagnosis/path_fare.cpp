#include "coordinator/diagnosis/path_fare.hpp"

#include "coordinator/diagnosis/cause_card.hpp"

#include <bit>

namespace oakprobe::diagnosis {
namespace {

// Places in order of the journey. The set is not empty.
int earliest(SegmentSet where) { return std::countr_zero(where.bits()); }
int latest(SegmentSet where) { return std::bit_width(where.bits()) - 1; }

bool is_one_host(SegmentSet where) {
  return where.size() == 1 && !where.has(Segment::network) && !where.has(Segment::return_network);
}

}  // namespace

PathFare fare_of(const PathState& path) {
  const Judgement& verdict = *path.verdict;
  PathFare fare{verdict.status, verdict.cause, verdict.where, std::nullopt};
  if (verdict.where != SegmentSet{Segment::network} || !path.dial) return fare;
  for (const evidence::DialFailure& failure : path.dial->failures) {
    if (!failure.icmp) continue;
    fare.router = unmapped(failure.icmp->from);
    break;
  }
  return fare;
}

bool has_scope(const PathFare& trouble) {
  const bool is_told = trouble.status == Status::blocked || trouble.status == Status::degraded ||
                       trouble.status == Status::open;
  return is_told && trouble.cause && !trouble.where.empty() &&
         cause_card(*trouble.cause).grouping == Grouping::ends;
}

bool is_of_any_port(const PathFare& trouble) {
  switch (trouble.cause.value_or(Cause::refused)) {
    case Cause::dropped:
    case Cause::rejected:
    case Cause::no_route:
    case Cause::reverse_path:
    case Cause::intercepted:
    case Cause::return_lost:
    case Cause::source_rewritten:
    case Cause::loss:
      return true;
    default:
      return false;
  }
}

bool contradicts(const PathFare& trouble, const PathFare& other) {
  switch (other.status) {
    case Status::open:
      return !other.cause || other.cause != trouble.cause;
    case Status::degraded:
    case Status::exposed:
      return trouble.status == Status::blocked;
    case Status::blocked:
      if (other.where.empty()) return false;
      if (earliest(other.where) > latest(trouble.where)) return true;
      return trouble.status == Status::blocked && is_one_host(trouble.where) &&
             other.where == trouble.where && other.cause != trouble.cause;
    case Status::closed:
    case Status::unknown:
      break;
  }
  return false;
}

bool hides(const PathFare& other, const PathFare& trouble) {
  return other.status == Status::blocked && !other.where.empty() &&
         latest(other.where) < earliest(trouble.where);
}

}  // namespace oakprobe::diagnosis
