#pragma once

#include "probe-agent/look/ladder_step.hpp"
#include "probe-agent/look/look_context.hpp"
#include "probe-agent/look/segment_exchange.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <vector>

namespace oakprobe::agent {

// Climbs a ladder of TCP segment sizes (segment_ladder.hpp) towards a stand-in, one connection for
// each size, those of a round at the same time. Sizes are known to have passed where they did in
// both directions.
class SegmentClimb {
 public:
  // The look must outlive it.
  explicit SegmentClimb(LookContext& look) : look_(look) {}

  boost::asio::awaitable<void> climb();
  void stop();

 private:
  boost::asio::awaitable<void> try_at_once(std::vector<LadderStep> steps);

  LookContext& look_;
  std::vector<std::shared_ptr<SegmentExchange>> round_;
};

}  // namespace oakprobe::agent
