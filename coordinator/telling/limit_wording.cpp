#include "coordinator/telling/limit_wording.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/local_limits.hpp"

#include <cerrno>
#include <cstdint>
#include <optional>

namespace oakprobe::telling {
namespace {

using Counter = std::optional<std::uint64_t>;

bool rose(const Counter& counter) { return counter.value_or(0) > 0; }

std::string of_interface(std::string text, const evidence::RisenCounter& counter) {
  if (!counter.interface.empty()) text += " (" + excerpt(counter.interface) + ")";
  return text;
}

}  // namespace

std::vector<LocalLimit> limits_met(const PathEvidence& evidence) {
  std::vector<LocalLimit> met;
  const auto add =
      [&](const inventory::Node& node, bool is_met, const char* what, const char* setting) {
        if (is_met) met.push_back({&node, what, setting});
      };
  const bool udp = evidence.flow().protocol == Protocol::udp;
  const bool ipv6 = dials_ipv6(evidence);
  const inventory::Node& target = evidence.target_node();
  const evidence::KernelCounters& there = evidence.target->counters;
  add(target,
      udp && rose(there.udp_receive_overflows),
      "UDP receive buffers ran over",
      "net.core.rmem_max");
  add(target, !udp && rose(there.listen_overflows), "accept queue ran over", "net.core.somaxconn");
  add(target,
      !udp && there.accepts_failed > 0,
      "agent had no file descriptor left for a connection",
      "ulimit -n");
  for (const bool at_source : {true, false}) {
    const inventory::Node& node = at_source ? evidence.source_node() : target;
    const evidence::KernelCounters& own = at_source ? evidence.source->counters : there;
    add(node,
        rose(own.neighbour_table_full),
        "neighbour table was full",
        "net.ipv4.neigh.default.gc_thresh3 (ipv6: the same)");
    add(node,
        rose(own.conntrack_full),
        "connection tracking table was full",
        "net.netfilter.nf_conntrack_max");
    add(node, rose(own.softnet_dropped), "packet backlog ran over", "net.core.netdev_max_backlog");
    for (const evidence::RisenCounter& one : own.others) {
      const CounterMeaning& meaning = diagnosis::meaning_of(one.counter);
      const CounterPlace own_place = udp ? CounterPlace::udp : CounterPlace::tcp;
      const bool of_path = is_limit_of(meaning, CounterPlace::receive, ipv6) ||
                           (!at_source && is_limit_of(meaning, own_place, ipv6));
      if (of_path) met.push_back({&node, of_interface(meaning.limit, one), meaning.setting});
    }
  }
  return met;
}

std::string setting_for(int error) {
  switch (error) {
    case EMFILE:
      return "ulimit -n";
    case ENFILE:
      return "fs.file-max";
    case EADDRINUSE:  // so where the source's address is chosen, else EADDRNOTAVAIL
    case EADDRNOTAVAIL:
      return "net.ipv4.ip_local_port_range";
    case EAGAIN:
      return "net.core.wmem_max";
    default:
      return "its memory";
  }
}

}  // namespace oakprobe::telling
