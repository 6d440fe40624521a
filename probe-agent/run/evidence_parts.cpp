#include "probe-agent/run/evidence_parts.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace oakprobe::agent {
namespace {

// A part is whole in memory, decoded and encoded: fewer than a message may have.
constexpr std::size_t paths_max = 1'024;
static_assert(paths_max <= wire::evidence_paths_per_message);

// Moves a part of `all` out.
template <class T>
std::vector<T> slice(std::vector<T>& all, std::size_t part) {
  const std::size_t begin = std::min(part * paths_max, all.size());
  const std::size_t end = std::min(begin + paths_max, all.size());
  return {
      std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(begin)),
      std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(end))};
}

template <class T>
std::vector<T> slice(const ToldPaths<T>& all, std::size_t part) {
  const std::size_t begin = std::min(part * paths_max, all.count);
  const std::size_t end = std::min(begin + paths_max, all.count);
  std::vector<T> told;
  told.reserve(end - begin);
  for (std::size_t index = begin; index < end; ++index) told.push_back(all.at(index));
  return told;
}

}  // namespace

void send_in_parts(
    evidence::NodeEvidence whole,
    const ToldPaths<evidence::DialEvidence>& dialled,
    const ToldPaths<evidence::PathSights>& sights,
    const std::function<void(wire::Evidence)>& send
) {
  const std::size_t longest = std::max(
      {dialled.count,
       whole.receipts.size(),
       sights.count,
       whole.own_handshakes.size(),
       whole.seen_handshakes.size()}
  );
  const std::size_t parts = longest / paths_max + 1;
  for (std::size_t number = 0; number < parts; ++number) {
    wire::Evidence message;
    message.last = number + 1 == parts;
    evidence::NodeEvidence part;
    part.dials = slice(dialled, number);
    part.receipts = slice(whole.receipts, number);
    part.sights = slice(sights, number);
    part.own_handshakes = slice(whole.own_handshakes, number);
    part.seen_handshakes = slice(whole.seen_handshakes, number);
    if (message.last) {
      whole.dials = std::move(part.dials);
      whole.receipts = std::move(part.receipts);
      whole.sights = std::move(part.sights);
      whole.own_handshakes = std::move(part.own_handshakes);
      whole.seen_handshakes = std::move(part.seen_handshakes);
      part = std::move(whole);
    }
    message.part = std::move(part);
    send(std::move(message));
  }
}

}  // namespace oakprobe::agent
