#include "probe-agent/watch/neighbour_sightings.hpp"

namespace oakprobe::agent {

void NeighbourSightings::see(SeenBy tap, const packets::CapturedPacket& packet) {
  const auto* neighbour = std::get_if<packets::NeighbourView>(&packet.view.content);
  if (neighbour == nullptr) return;
  if (neighbour->answer) return see_answer(packet, neighbour->about);
  see_question(tap, packet, neighbour->about);
}

void NeighbourSightings::see_question(
    SeenBy tap, const packets::CapturedPacket& packet, const IpAddress& about
) {
  // Without a sender it is a check that nobody else has the address (RFC 5227, RFC 4862 §5.4).
  const IpAddress& asker = packet.view.source;
  if (asker.is_unspecified()) return;
  if (packet.outgoing) {
    if (!addresses_.contains(asker) || addresses_.contains(about) || own_.contains(about)) return;
    if (own_.size() == evidence::neighbours_max)
      overflowed_ = true;
    else
      own_.emplace(about, false);
    return;
  }
  if (!addresses_.contains(about) || addresses_.contains(asker)) return;
  auto seen = seen_.find({asker, about});
  if (seen == seen_.end()) {
    if (seen_.size() == evidence::neighbours_max) {
      overflowed_ = true;
      return;
    }
    seen = seen_.try_emplace({asker, about}).first;
  }
  seen->second.interface = packet.interface;
  if (tap == SeenBy::ip) seen->second.past_ingress = true;
}

void NeighbourSightings::see_answer(const packets::CapturedPacket& packet, const IpAddress& about) {
  if (!packet.outgoing) {
    const auto asked = own_.find(about);
    if (asked != own_.end()) asked->second = true;
    return;
  }
  const auto asked = seen_.find({packet.view.destination, about});
  if (asked != seen_.end()) asked->second.answered = true;
}

void NeighbourSightings::tell(
    evidence::NodeEvidence& evidence, const std::function<bool(unsigned interface)>& keeps_still
) const {
  for (const auto& [question, seen] : seen_) {
    if (seen.answered) continue;
    evidence.unanswered_neighbours.push_back(
        {question.first, question.second, seen.past_ingress, keeps_still(seen.interface)}
    );
  }
  for (const auto& [about, answered] : own_) evidence.own_questions.push_back({about, answered});
  evidence.neighbours_overflowed = overflowed_;
}

}  // namespace oakprobe::agent
