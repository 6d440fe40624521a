#pragma once

#include "evidence/closer_look.hpp"
#include "probe-agent/look/ladder_step.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace oakprobe::agent {

// What is tried next of a ladder of packets.
struct PacketRound {
  std::vector<LadderStep> steps;
  // One after the other, from the largest down, until one is answered; else all at a time.
  bool descends = false;
};

// Which sizes of UDP packets to try, in rounds: the full one, with and without the don't-fragment
// flag, and where it passes what an Ethernet carries. Where it does not, it is sent once more,
// since a packet that is lost by chance is not too big, and with it what an ICMP error says that
// would pass, or the smallest; then down the sizes that links usually have, and from the one that
// did not pass down to the one that did. So a path MTU from 1,280 up to a full packet of 1,500
// bytes at most is known to 5 bytes, and few of the packets arrive: whoever holds the port has to
// read each. Where nothing was answered, so that nothing would end a descent, three sizes alone,
// for the target to say what arrived. Each step is sent once. Pure.
class PacketLadder {
 public:
  // full: the packet that must pass; one that is no larger than smallest is tried alone.
  PacketLadder(std::uint16_t full, std::uint16_t smallest) : full_(full), smallest_(smallest) {}

  // The next round, given what became of all steps so far; no steps: it is over.
  [[nodiscard]] PacketRound next(std::span<const evidence::SizedProbe> tried);

 private:
  [[nodiscard]] PacketRound above(std::span<const evidence::SizedProbe> tried) const;
  [[nodiscard]] std::vector<LadderStep> usual(bool heard) const;
  [[nodiscard]] std::vector<LadderStep> between(std::span<const evidence::SizedProbe> tried) const;

  std::uint16_t full_;
  std::uint16_t smallest_;
  int round_ = 0;
};

// No more than so many of a descent's steps, evenly: over a slow way each costs a round trip.
[[nodiscard]] std::vector<LadderStep> thinned(std::vector<LadderStep> steps, std::size_t most);

}  // namespace oakprobe::agent
