#include "probe-agent/watch/neighbour_sightings.hpp"

namespace oakprobe::agent {

void NeighbourSightings::take(SeenBy tap, const net::CapturedPacket& packet) {
  const auto* neighbour = std::get_if<net::NeighbourView>(&packet.view.content);
  if (neighbour == nullptr || !addresses_.contains(neighbour->about)) return;
  if (neighbour->answer) {
    const auto asked = seen_.find({packet.view.destination, neighbour->about});
    if (packet.outgoing && asked != seen_.end()) asked->second.answered = true;
    return;
  }
  // Without a sender it is a check that nobody else has the address (RFC 5227, RFC 4862 §5.4).
  const IpAddress& asker = packet.view.source;
  if (packet.outgoing || asker.is_unspecified() || addresses_.contains(asker)) return;
  auto seen = seen_.find({asker, neighbour->about});
  if (seen == seen_.end()) {
    if (seen_.size() == wire::unanswered_neighbours_max) return;
    seen = seen_.try_emplace({asker, neighbour->about}).first;
  }
  if (tap == SeenBy::ip) seen->second.past_ingress = true;
}

std::vector<wire::UnansweredNeighbour> NeighbourSightings::unanswered() const {
  std::vector<wire::UnansweredNeighbour> out;
  for (const auto& [question, seen] : seen_)
    if (!seen.answered) out.push_back({question.first, question.second, seen.past_ingress});
  return out;
}

}  // namespace oakprobe::agent
