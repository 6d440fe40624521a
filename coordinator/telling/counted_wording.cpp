#include "coordinator/telling/counted_wording.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/counter_meaning.hpp"
#include "coordinator/telling/marked_text.hpp"

#include <algorithm>

namespace oakprobe::telling {
namespace {

// One is told in a sentence; of more the first are enough.
constexpr std::size_t losses_told_max = 3;

std::string command_for(const evidence::RisenCounter& counter) {
  if (!counter.interface.empty()) return "ip -s -s link show " + excerpt(counter.interface);
  switch (diagnosis::meaning_of(counter.counter).place) {
    case CounterPlace::tracking:
      return "conntrack -S";
    case CounterPlace::ipsec_in:
    case CounterPlace::ipsec_out:
      return "cat /proc/net/xfrm_stat";
    default:
      return "nstat -az " + std::string(to_string(counter.counter));
  }
}

}  // namespace

std::string counted_clause(const std::vector<CountedLoss>& losses) {
  std::string text;
  for (std::size_t at = 0; at < std::min(losses.size(), losses_told_max); ++at) {
    const auto& [node, counter, where] = losses[at];
    text += (text.empty() ? "; meanwhile " : ", ") + std::string(to_string(counter.counter));
    if (!counter.interface.empty()) text += " of " + excerpt(counter.interface);
    text += " rose by " + std::to_string(counter.by) + " on " + node->name + " (" +
            diagnosis::meaning_of(counter.counter).why + ")";
  }
  return text;
}

std::string counted_remedy(const std::vector<CountedLoss>& losses) {
  if (losses.empty()) return "";
  const CountedLoss& first = losses.front();
  return " On " + first.node->name + " `"_marked + command_for(first.counter) + "`"_marked +
         " tells whether it goes on rising.";
}

}  // namespace oakprobe::telling
