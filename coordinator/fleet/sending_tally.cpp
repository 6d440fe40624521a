#include "coordinator/fleet/sending_tally.hpp"

#include <algorithm>

namespace oakprobe::fleet {

void SendingTally::expect(std::size_t node) {
  if (nodes_[node].stage != Stage::none) return;
  nodes_[node].stage = Stage::waits;
  ++waiting_;
}

void SendingTally::begin(std::size_t node, std::size_t bytes) {
  end(node);
  nodes_[node] = {Stage::receives, bytes};
  ++begun_;
  begun_bytes_ += bytes;
  left_ += bytes;
  changed_();
}

void SendingTally::arrive(std::size_t node, std::size_t bytes) {
  bytes = std::min(bytes, nodes_[node].left);
  nodes_[node].left -= bytes;
  left_ -= bytes;
  arrived_ += bytes;
  changed_();
}

void SendingTally::end(std::size_t node) {
  Node& one = nodes_[node];
  if (one.stage == Stage::waits) --waiting_;
  left_ -= one.left;
  one = Node();
}

std::uint64_t SendingTally::total() const {
  const std::uint64_t later = begun_ == 0 ? 0 : waiting_ * (begun_bytes_ / begun_);
  return arrived_ + left_ + later;
}

}  // namespace oakprobe::fleet
