#include "coordinator/timeline/path_outcome.hpp"

#include "base/listing.hpp"

namespace oakprobe::timeline {

using diagnosis::Segment;
using diagnosis::Status;

namespace {

constexpr std::string_view between_places = ", ";

}  // namespace

PathOutcome outcome_of(const diagnosis::Judgement& judgement, bool accepted) {
  return {judgement.status, judgement.cause, judgement.where, accepted};
}

Trouble trouble_of(const PathOutcome& outcome) {
  switch (outcome.status) {
    case Status::blocked:
    case Status::exposed:
      return Trouble::broken;
    case Status::degraded:
      return Trouble::degraded;
    case Status::open:
      return outcome.cause ? Trouble::remark : Trouble::none;
    case Status::closed:
    case Status::unknown:
      return Trouble::none;
  }
  return Trouble::none;
}

std::string places_text(diagnosis::SegmentSet where) {
  return join(where.in_order(), between_places, [](Segment one) { return name_of(one); });
}

diagnosis::SegmentSet parse_places(std::string_view text) {
  diagnosis::SegmentSet where;
  while (!text.empty()) {
    const auto end = text.find(between_places);
    if (const auto segment = value_named<Segment>(text.substr(0, end))) where.insert(*segment);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + between_places.size());
  }
  return where;
}

std::string outcome_text(const PathOutcome& outcome) {
  std::string text(name_of(outcome.status));
  if (outcome.cause) text.append(": ").append(name_of(*outcome.cause));
  if (!outcome.where.empty()) text += " (" + places_text(outcome.where) + ")";
  if (outcome.accepted) text += ", accepted";
  return text;
}

}  // namespace oakprobe::timeline
