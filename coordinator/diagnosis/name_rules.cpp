#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>

// A name that leads elsewhere than to the target.
namespace oakprobe::diagnosis {
namespace {

// The target told an address of the family that was dialled: the name should have led to that.
bool has_address_alike(const Scene& scene) {
  return std::ranges::any_of(scene.evidence->target->facts.addresses, [&](const IpAddress& one) {
    return one.is_v6() == scene.dialled->is_v6();
  });
}

// Then the name led there.
bool came_to_target(const PathEvidence& evidence) {
  if (evidence.receipt != nullptr && !evidence.receipt->delivered.empty()) return true;
  if (evidence.sights == nullptr) return false;
  for (auto sight = static_cast<std::size_t>(evidence::Sight::reached);
       sight < evidence::sight_count;
       ++sight)
    if (!evidence.sights->attempts[sight].empty()) return true;
  return false;
}

}  // namespace

// The source dialled what the name leads to, which no interface of the target has, and nothing of
// it came there: another machine got the probes, or nobody.
Judgement led_astray(const Scene& scene, Judgement judgement) {
  const bool named = !scene.evidence->path.address->ip();
  if (!scene.nat || !named || scene.dial() == nullptr || !scene.dial()->dialled) return judgement;
  if (!has_address_alike(scene) || came_to_target(*scene.evidence)) return judgement;
  judgement.astray = Astray::by_name;
  // A router may have that address, for one node or several, and forward.
  if (judgement.status == Status::blocked) judgement.where.insert(Segment::source_host);
  return judgement;
}

}  // namespace oakprobe::diagnosis
