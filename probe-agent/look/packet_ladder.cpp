#include "probe-agent/look/packet_ladder.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace oakprobe::agent {
namespace {

using evidence::ethernet_bytes;

// Link MTUs as tunnels and providers leave them, or up to 10 bytes below.
constexpr std::array<std::uint16_t, 18> usual_mtus{
    1'470,
    1'460,
    1'450,
    1'440,
    1'430,
    1'420,
    1'410,
    1'400,
    1'390,
    1'380,
    1'360,
    1'320,
    1'300,
    1'280,
    1'200,
    1'000,
    800,
    576};
// Those of them that are tried where each may arrive.
constexpr std::array<std::uint16_t, 3> most_usual_mtus{1'450, 1'400, 1'280};
constexpr unsigned large_steps = 5;  // above what an Ethernet carries
constexpr unsigned last_steps = 7;   // of 40 bytes at most, and the one that did not pass

bool is_whole(const evidence::SizedProbe& probe) { return !probe.may_fragment; }

bool has_passed(std::span<const evidence::SizedProbe> tried, unsigned bytes) {
  return std::ranges::any_of(tried, [&](const evidence::SizedProbe& one) {
    return is_whole(one) && one.bytes == bytes && one.answered;
  });
}

// What a router or the source's own kernel says that would fit.
unsigned told_mtu(std::span<const evidence::SizedProbe> tried) {
  unsigned told = 0;
  for (const evidence::SizedProbe& one : tried) {
    if (!one.icmp || one.icmp->mtu == 0) continue;
    told = told == 0 ? one.icmp->mtu : std::min<unsigned>(told, one.icmp->mtu);
  }
  return told;
}

std::vector<LadderStep> descending(const std::set<std::uint16_t>& sizes) {
  std::vector<LadderStep> steps;
  for (auto one = sizes.rbegin(); one != sizes.rend(); ++one) steps.push_back({*one, false});
  return steps;
}

// Evenly between two sizes, without them.
void insert_between(unsigned low, unsigned high, unsigned steps, std::set<std::uint16_t>& sizes) {
  for (unsigned step = 1; step <= steps; ++step) {
    const unsigned bytes = low + (high - low) * step / (steps + 1);
    if (bytes > low && bytes < high) sizes.insert(static_cast<std::uint16_t>(bytes));
  }
}

}  // namespace

// The full one passes: so may what an Ethernet carries.
PacketRound PacketLadder::above(std::span<const evidence::SizedProbe> tried) const {
  const bool done =
      full_ >= ethernet_bytes ||
      std::ranges::find(tried, ethernet_bytes, &evidence::SizedProbe::bytes) != tried.end();
  if (done) return {};
  return {{{ethernet_bytes, false}}, false};
}

std::vector<LadderStep> PacketLadder::usual(bool heard) const {
  std::set<std::uint16_t> sizes;
  const auto take = [&](std::uint16_t bytes) {
    if (bytes >= smallest_ && bytes < full_) sizes.insert(bytes);
  };
  if (!heard) {
    for (const std::uint16_t bytes : most_usual_mtus) take(bytes);
    return descending(sizes);
  }
  for (const std::uint16_t bytes : usual_mtus) take(bytes);
  take(ethernet_bytes);
  take(smallest_);
  if (full_ > ethernet_bytes) insert_between(ethernet_bytes, full_, large_steps, sizes);
  return descending(sizes);
}

std::vector<LadderStep> PacketLadder::between(std::span<const evidence::SizedProbe> tried) const {
  unsigned low = 0;
  for (const evidence::SizedProbe& one : tried)
    if (is_whole(one) && one.answered) low = std::max<unsigned>(low, one.bytes);
  if (low == 0) return {};
  unsigned high = full_;
  for (const evidence::SizedProbe& one : tried)
    if (is_whole(one) && !one.answered && one.bytes > low)
      high = std::min<unsigned>(high, one.bytes);
  std::set<std::uint16_t> sizes;
  insert_between(low, high, last_steps, sizes);
  // A packet that is lost by chance is not too big.
  sizes.insert(static_cast<std::uint16_t>(high));
  return descending(sizes);
}

PacketRound PacketLadder::next(std::span<const evidence::SizedProbe> tried) {
  ++round_;
  if (round_ == 1) return {{{full_, false}, {full_, true}}, false};
  if (has_passed(tried, full_)) return above(tried);
  if (full_ <= smallest_) return {};
  const unsigned told = told_mtu(tried);
  const bool may_be = told >= smallest_ && told < full_;
  if (round_ == 2) {
    const std::uint16_t other = may_be ? static_cast<std::uint16_t>(told) : smallest_;
    return {{{full_, false}, {other, false}}, false};
  }
  if (may_be && has_passed(tried, told)) return {};  // the next larger one does not, it was said
  const bool heard = std::ranges::any_of(tried, &evidence::SizedProbe::answered);
  if (round_ == 3) return {usual(heard), true};
  if (round_ == 4 && heard) return {between(tried), true};
  return {};
}

std::vector<LadderStep> thinned(std::vector<LadderStep> steps, std::size_t most) {
  if (steps.size() <= most || most == 0) return steps;
  if (most == 1) return {steps.back()};
  std::vector<LadderStep> kept;
  for (std::size_t at = 0; at < most; ++at)
    kept.push_back(steps[at * (steps.size() - 1) / (most - 1)]);
  return kept;
}

}  // namespace oakprobe::agent
