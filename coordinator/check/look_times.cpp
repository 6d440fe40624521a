#include "coordinator/check/look_times.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace oakprobe::check {
namespace {

constexpr std::uint32_t starts_within_ms = 60'000;
constexpr std::uint32_t slot_ms = 500;  // that a burst takes, with some air
constexpr std::uint32_t burst_ms = 400;
constexpr std::uint32_t ladder_sends = 2 * evidence::sizes_max;
constexpr std::uint32_t ladder_waits = 18;         // two rounds, an Ethernet's, and two descents
constexpr std::uint32_t connections_max = 21;      // of a ladder of segments
constexpr std::uint32_t long_exchanges_max = 19;   // with one service
constexpr std::uint32_t segment_round_ms = 1'300;  // beside an answer's time
constexpr std::uint32_t hop_ms = 350;
constexpr std::uint32_t ask_ms = 2'300;           // two lone probes, and what may come of them
constexpr std::uint32_t connects_again_ms = 750;  // of TCP: three, one after the other
constexpr auto neighbour_ms = static_cast<std::uint32_t>(neighbour_patience.count());

// Deals out the times at which bursts start, so that no node has too many at once.
class BurstSlots {
 public:
  explicit BurstSlots(std::size_t nodes) : next_(nodes) {}

  std::uint32_t take(const PathId& path) {
    Load& source = next_[index_of(path.source)];
    Load& target = next_[index_of(path.target)];
    const std::uint32_t slot = std::max(source.slot, target.slot);
    add(source, slot);
    if (path.source != path.target) add(target, slot);
    return slot * slot_ms;
  }

 private:
  struct Load {
    std::uint32_t slot = 0;
    std::size_t bursts = 0;  // in that slot
  };

  static void add(Load& load, std::uint32_t slot) {
    if (slot != load.slot) load = {slot, 0};
    if (++load.bursts == bursts_at_once) load = {slot + 1, 0};
  }

  std::vector<Load> next_;
};

// A ladder of segments.
bool connects(const evidence::Look& look) { return look.burst == 0 && look.full_bytes > 0; }

}  // namespace

// Sources and targets share each slot alike: in turn k node i looks at node i + k.
void set_starts(std::vector<wire::LookOrder>& orders, std::uint32_t rate) {
  std::vector<evidence::Look*> looks;
  for (wire::LookOrder& order : orders)
    for (evidence::Look& look : order.looks) looks.push_back(&look);
  const std::size_t nodes = orders.size();
  // Connections last: they cost the most, and nobody else should be left out for them.
  std::ranges::stable_sort(looks, {}, [nodes](const evidence::Look* look) {
    const std::size_t turn =
        (index_of(look->path.target) + nodes - index_of(look->path.source)) % nodes;
    return std::pair(connects(*look), turn);
  });
  BurstSlots slots(nodes);
  std::uint64_t paced_us = 0;
  for (evidence::Look* look : looks) {
    const auto paced_ms = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(paced_us / 1'000, wire::look_start_ms_max)
    );
    // A service's askers stay apart, however fast the pace.
    look->start_ms =
        look->burst > 0 ? std::max(slots.take(look->path), paced_ms) : look->start_ms + paced_ms;
    paced_us +=
        (connects(*look) ? connections_max : 1) * std::uint64_t{1'000'000} / std::max(rate, 1U);
  }
  for (wire::LookOrder& order : orders)
    std::erase_if(order.looks, [](const evidence::Look& look) {
      return look.start_ms > starts_within_ms;
    });
}

std::chrono::milliseconds looking_time(const wire::LookOrder& order) {
  std::uint64_t last_start = 0;
  std::uint64_t longest = 0;
  std::uint64_t asking = 0;
  for (const evidence::Look& look : order.looks) {
    std::uint64_t time = 0;
    last_start = std::max<std::uint64_t>(last_start, look.start_ms);
    if (look.again == evidence::AskAgain::patiently) {
      asking += ask_ms;
      time += look.start_ms + neighbour_ms;
    }
    if (look.again != evidence::AskAgain::no) time += order.timeout_ms + connects_again_ms;
    if (look.burst > 0) time += burst_ms + order.timeout_ms;
    const std::uint32_t rungs = std::max(
        ladder_sends * 2 + ladder_waits * order.timeout_ms,
        long_exchanges_max * (segment_round_ms + order.timeout_ms)
    );
    if (look.full_bytes > 0) time += rungs;
    if (look.trace) time += evidence::hops_max * hop_ms;
    longest = std::max(longest, time);
  }
  // An agent makes so many at a time, whenever they may start.
  const std::uint64_t turns = order.looks.size() / evidence::looks_at_once + 1;
  const std::uint64_t all = last_start + asking + turns * longest;
  return std::chrono::milliseconds(all + all / 2);
}

}  // namespace oakprobe::check
