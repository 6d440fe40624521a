#include "coordinator/diagnosis/local_limits.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/counter_meaning.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace oakprobe::diagnosis {
namespace {

using Counter = std::optional<std::uint64_t>;

bool rose(const Counter& counter) { return counter.value_or(0) > 0; }

// With fewer than our packets, others' were lost, or not all of ours.
bool covers(const Counter& counter, std::size_t attempts) {
  return rose(counter) && *counter >= attempts;
}

std::size_t attempts_of(const PathEvidence& evidence) {
  if (evidence.dial == nullptr) return 0;
  return std::max<std::size_t>(evidence.dial->sent.count(), evidence.dial->failures.size());
}

bool is_ipv6(const PathEvidence& evidence) {
  return evidence.dial != nullptr && evidence.dial->dialled &&
         unmapped(*evidence.dial->dialled).is_v6();
}

bool is_limit_of(const CounterMeaning& meaning, CounterPlace place, bool ipv6) {
  return meaning.limit != nullptr && meaning.place == place && is_of_family(meaning, ipv6);
}

std::string of_interface(std::string text, const evidence::RisenCounter& counter) {
  if (!counter.interface.empty()) text += " (" + excerpt(counter.interface) + ")";
  return text;
}

}  // namespace

LocalLosses local_losses(const PathEvidence& evidence) {
  const evidence::KernelCounters& source = evidence.source->counters;
  const evidence::KernelCounters& target = evidence.target->counters;
  const std::size_t attempts = attempts_of(evidence);
  // A limit that was met there at least as often as attempts were made.
  const auto ran_over = [&, ipv6 = is_ipv6(evidence)](const auto& counters, CounterPlace place) {
    return std::ranges::any_of(counters.others, [&](const evidence::RisenCounter& one) {
      return is_limit_of(meaning_of(one.counter), place, ipv6) && covers(one.by, attempts);
    });
  };
  LocalLosses losses;
  losses.tracking_at_sender = covers(source.conntrack_full, attempts);
  losses.at_sender = rose(source.neighbour_table_full) || losses.tracking_at_sender;
  losses.before_taps =
      covers(target.softnet_dropped, attempts) || ran_over(target, CounterPlace::receive);
  losses.before_input = covers(target.conntrack_full, attempts);
  losses.at_receiver =
      evidence.flow().protocol == Protocol::udp
          ? rose(target.udp_receive_overflows) || ran_over(target, CounterPlace::udp)
          : rose(target.listen_overflows) || target.accepts_failed > 0 ||
                ran_over(target, CounterPlace::tcp);
  losses.at_answerer = rose(target.neighbour_table_full);
  losses.at_return =
      covers(source.softnet_dropped, attempts) || ran_over(source, CounterPlace::receive);
  return losses;
}

std::vector<LocalLimit> limits_met(const PathEvidence& evidence) {
  std::vector<LocalLimit> met;
  const auto add =
      [&](const inventory::Node& node, bool is_met, const char* what, const char* setting) {
        if (is_met) met.push_back({&node, what, setting});
      };
  const bool udp = evidence.flow().protocol == Protocol::udp;
  const bool ipv6 = is_ipv6(evidence);
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
      const CounterMeaning& meaning = meaning_of(one.counter);
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

}  // namespace oakprobe::diagnosis
