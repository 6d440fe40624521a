#include "coordinator/diagnosis/loss_counters.hpp"

#include "coordinator/diagnosis/counter_meaning.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

using evidence::Waypoint;

// The waypoints that a packet misses that is lost at a place, from the first to the last.
struct Reach {
  Waypoint first;
  Waypoint last;
};

// A full ring is before every tap; the other counters of frames that came may be behind it.
Waypoint last_of_receive(const CounterMeaning& meaning, Waypoint reached, Waypoint admitted) {
  return meaning.limit != nullptr ? reached : admitted;
}

std::optional<Reach> reach_forth(const CounterMeaning& meaning, bool at_source) {
  const CounterPlace place = meaning.place;
  switch (place) {
    case CounterPlace::transmit:
      if (at_source) return Reach{Waypoint::left_source, Waypoint::reached_target};
      break;
    case CounterPlace::tracking:
    case CounterPlace::ipsec_out:
      if (at_source) return Reach{Waypoint::left_source, Waypoint::left_source};
      if (place == CounterPlace::tracking) return Reach{Waypoint::admitted, Waypoint::admitted};
      break;
    case CounterPlace::receive:
      if (!at_source)
        return Reach{
            Waypoint::reached_target,
            last_of_receive(meaning, Waypoint::reached_target, Waypoint::admitted)};
      break;
    case CounterPlace::ip_in:
      if (!at_source) return Reach{Waypoint::admitted, Waypoint::admitted};
      break;
    case CounterPlace::ipsec_in:
      if (!at_source) return Reach{Waypoint::admitted, Waypoint::delivered};
      break;
    case CounterPlace::udp:
      if (!at_source) return Reach{Waypoint::delivered, Waypoint::delivered};
      break;
    case CounterPlace::tcp:
      if (!at_source) return Reach{Waypoint::delivered, Waypoint::answered};
      break;
    case CounterPlace::answer_way:
    case CounterPlace::errors:
      break;
  }
  return std::nullopt;
}

std::optional<Reach> reach_back(const CounterMeaning& meaning, bool at_source) {
  const CounterPlace place = meaning.place;
  switch (place) {
    case CounterPlace::answer_way:
      if (!at_source) return Reach{Waypoint::delivered, Waypoint::answer_left};
      break;
    case CounterPlace::transmit:
      if (!at_source) return Reach{Waypoint::answer_left, Waypoint::answer_reached};
      break;
    case CounterPlace::tracking:
    case CounterPlace::ipsec_out:
      if (!at_source) return Reach{Waypoint::answer_left, Waypoint::answer_left};
      if (place == CounterPlace::tracking)
        return Reach{Waypoint::answer_admitted, Waypoint::answer_admitted};
      break;
    case CounterPlace::receive:
      if (at_source)
        return Reach{
            Waypoint::answer_reached,
            last_of_receive(meaning, Waypoint::answer_reached, Waypoint::answer_admitted)};
      break;
    case CounterPlace::ip_in:
      if (at_source) return Reach{Waypoint::answer_admitted, Waypoint::answer_admitted};
      break;
    case CounterPlace::ipsec_in:
      if (at_source) return Reach{Waypoint::answer_admitted, Waypoint::answer_delivered};
      break;
    case CounterPlace::udp:
    case CounterPlace::tcp:
      if (at_source) return Reach{Waypoint::answer_delivered, Waypoint::answer_delivered};
      break;
    case CounterPlace::errors:
      break;
  }
  return std::nullopt;
}

bool is_of_path(const Scene& scene, const CounterMeaning& meaning) {
  if (!is_of_family(meaning, scene.dialled && scene.dialled->is_v6())) return false;
  if (scene.udp)
    return meaning.place != CounterPlace::tcp && meaning.place != CounterPlace::answer_way;
  return meaning.place != CounterPlace::udp;
}

SegmentSet segments_of(
    const Scene& scene, const CounterMeaning& meaning, bool at_source, bool back
) {
  SegmentSet where{at_source ? Segment::source_host : Segment::target_host};
  if (meaning.damage == CounterDamage::none || scene.same_host) return where;
  where.insert(back ? Segment::return_network : Segment::network);
  if (meaning.damage == CounterDamage::header)
    where.insert(at_source ? Segment::target_host : Segment::source_host);
  return where;
}

class Search {
 public:
  Search(const Scene& scene, Waypoint passed, Waypoint missed, std::size_t packets)
      : scene_(scene), passed_(passed), missed_(missed), packets_(packets) {}

  void note_losses(
      const inventory::Node& node, const evidence::KernelCounters& counters, bool at_source
  ) {
    for (const evidence::RisenCounter& one : counters.others) {
      const CounterMeaning& meaning = meaning_of(one.counter);
      if (one.by < packets_ || !is_of_path(scene_, meaning)) continue;
      const auto where = explained_by(meaning, at_source);
      if (where) found.push_back({&node, one, *where});
    }
  }

  std::vector<CountedLoss> found;

 private:
  [[nodiscard]] std::optional<SegmentSet> explained_by(
      const CounterMeaning& meaning, bool at_source
  ) const {
    // Nothing that was not seen arriving may be blamed on a target behind a NAT.
    const bool strange = !at_source && scene_.nat && passed_ < Waypoint::reached_target;
    if (strange) return std::nullopt;
    if (meaning.place == CounterPlace::errors) return SegmentSet{};
    const bool forth = is_between(reach_forth(meaning, at_source));
    const bool back = is_between(reach_back(meaning, at_source));
    if (!forth && !back) return std::nullopt;
    return segments_of(scene_, meaning, at_source, back && !forth);
  }

  [[nodiscard]] bool is_between(const std::optional<Reach>& reach) const {
    return reach && reach->last > passed_ && reach->first <= missed_;
  }

  const Scene& scene_;
  Waypoint passed_;
  Waypoint missed_;
  std::size_t packets_;
};

}  // namespace

std::vector<CountedLoss> counted_losses(
    const Scene& scene, Waypoint passed, Waypoint missed, std::size_t packets
) {
  if (packets == 0) return {};
  Search search(scene, passed, missed, packets);
  const PathEvidence& evidence = *scene.evidence;
  search.note_losses(evidence.source_node(), evidence.source->counters, true);
  if (evidence.source != evidence.target)
    search.note_losses(evidence.target_node(), evidence.target->counters, false);
  // What explains the loss before what only explains that nobody spoke of it.
  std::stable_partition(search.found.begin(), search.found.end(), [](const CountedLoss& one) {
    return !one.where.empty();
  });
  return std::move(search.found);
}

}  // namespace oakprobe::diagnosis
