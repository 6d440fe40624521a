#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/rules.hpp"

namespace oakprobe::diagnosis {
namespace {

constexpr SegmentSet way_out{Segment::source_firewall, Segment::network, Segment::target_firewall};
constexpr SegmentSet way_back{
    Segment::return_target_firewall, Segment::return_network, Segment::return_source_firewall};

SegmentSet where_of(const SegmentCount& segments) {
  return segments.out_passed == false ? way_out : way_back;
}

}  // namespace

// Short segments pass and full ones do not: some link takes less than both ends believe, and the
// ICMP error that would say so does not come through. The handshake is short, so it succeeds.
std::optional<Judgement> judge_segments(const Scene& scene) {
  if (scene.udp) return std::nullopt;
  const auto segments = segments_of(*scene.evidence);
  if (!segments || !segments->is_narrow()) return std::nullopt;
  Judgement judgement;
  judgement.rule = Rule::full_segments_lost;
  judgement.status = Status::degraded;
  judgement.cause = Cause::mtu;
  judgement.where = where_of(*segments);
  return judgement;
}

}  // namespace oakprobe::diagnosis
