#include "coordinator/diagnosis/verdict.hpp"

#include <array>

namespace oakprobe::diagnosis {

std::vector<Segment> SegmentSet::in_order() const {
  std::vector<Segment> segments;
  for (const Segment segment : all_values<Segment>) {
    if (has(segment)) segments.push_back(segment);
  }
  return segments;
}

// What the judgement itself rests on comes before what holds for the way as such.
std::vector<Caveat> CaveatSet::in_order() const {
  static constexpr std::array order{
      Caveat::nothing_listens_yet,
      Caveat::unconfirmed,
      Caveat::docker_path,
      Caveat::sequence_rewritten,
  };
  std::vector<Caveat> caveats;
  for (const Caveat caveat : order)
    if (has(caveat)) caveats.push_back(caveat);
  return caveats;
}

}  // namespace oakprobe::diagnosis
