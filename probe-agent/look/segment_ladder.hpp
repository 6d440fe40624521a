#pragma once

#include "evidence/closer_look.hpp"
#include "probe-agent/look/ladder_step.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace oakprobe::agent {

// Which sizes of TCP segments to try, each on a connection of its own, in rounds: what the ends
// take for a full one; where that does not pass, sizes evenly below it, and itself again; then
// twice evenly between the largest that passed and the smallest that did not, so that the path MTU
// below a full packet of 1,500 bytes at most is known to 5 bytes. Pure.
class SegmentLadder {
 public:
  // full: no longer packet is tried; the first one tried tells what is full.
  SegmentLadder(std::uint16_t full, std::uint16_t smallest) : full_(full), smallest_(smallest) {}

  // The next round, given what became of all steps so far; empty: it is over.
  [[nodiscard]] std::vector<LadderStep> next(std::span<const evidence::SizedProbe> tried);

 private:
  [[nodiscard]] std::vector<LadderStep> between(unsigned low, unsigned high) const;

  std::uint16_t full_;
  std::uint16_t smallest_;
  int round_ = 0;
};

}  // namespace oakprobe::agent
