#pragma once

#include "wire/closer_look.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace oakprobe::agent {

// What every way takes, in bytes of the IP packet (RFC 791, RFC 8200 section 5).
[[nodiscard]] constexpr std::uint16_t smallest_packet(bool ipv6) { return ipv6 ? 1'280 : 576; }

// One packet to try: bytes of the whole IP packet.
struct LadderStep {
  std::uint16_t bytes = 0;
  bool may_fragment = false;

  friend bool operator==(const LadderStep&, const LadderStep&) = default;
};

// Which packet sizes to try, in rounds: the full one, with and without the don't-fragment
// flag, and what an Ethernet carries; where the full one does not pass, sizes evenly below it; then
// evenly between the largest that passed and the smallest that did not, so that the path MTU below
// a full packet of 1,500 bytes at most is known to 5 bytes. Where nothing was answered, the sizes
// that links usually have, for the target to say what arrived. A ladder of segments begins with
// what the connection's ends take for a full one, and tries that twice. Pure.
class SizeLadder {
 public:
  // full: the packet that must pass; one that is no larger than smallest is tried alone.
  SizeLadder(std::uint16_t full, std::uint16_t smallest) : full_(full), smallest_(smallest) {}
  // full: no longer packet is tried; the first one tried tells what is full.
  [[nodiscard]] static SizeLadder of_segments(std::uint16_t full, std::uint16_t smallest);

  // The next round, given what became of all steps so far; empty: it is over.
  [[nodiscard]] std::vector<LadderStep> next(std::span<const wire::SizedProbe> tried);

 private:
  [[nodiscard]] std::vector<LadderStep> between(unsigned low, unsigned high, unsigned steps) const;

  [[nodiscard]] int rounds() const { return segments_ ? 4 : 3; }

  std::uint16_t full_;
  std::uint16_t smallest_;
  bool segments_ = false;
  int round_ = 0;
};

}  // namespace oakprobe::agent
