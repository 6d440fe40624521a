#include "net/loss_counters.hpp"

#include "base/parse_number.hpp"
#include "net/kernel_counters.hpp"
#include "net/netlink.hpp"
#include "net/proc_file.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace oakprobe::net {
namespace {

using evidence::LossCounter;
using evidence::RisenCounter;

std::optional<LossCounter> counter_named(std::string_view name) {
  static const auto counters = [] {
    std::map<std::string, LossCounter, std::less<>> all;
    for (std::size_t at = 0; at < evidence::loss_counter_count; ++at) {
      const auto counter = static_cast<LossCounter>(at);
      all.emplace(to_string(counter), counter);
    }
    return all;
  }();
  const auto found = counters.find(name);
  return found == counters.end() ? std::nullopt : std::optional(found->second);
}

void add(std::string_view name, std::string_view value, LossReading& reading) {
  const auto counter = counter_named(name);
  if (!counter) return;
  if (const auto number = parse_number<std::uint64_t>(value))
    reading.push_back({*counter, *number, ""});
}

std::string text_of(const char* file) {
  return read_small_file(std::string("/proc/self/net/") + file).value_or("");
}

auto place_of(const RisenCounter& one) { return std::tie(one.counter, one.interface); }

}  // namespace

void add_counters_in_pairs(std::string_view text, LossReading& reading) {
  const auto lines = lines_of(text);
  for (std::size_t row = 0; row + 1 < lines.size(); row += 2) {
    const auto names = words_of(lines[row]);
    const auto values = words_of(lines[row + 1]);
    if (names.empty()) continue;
    const std::string group(names[0].substr(0, names[0].size() - 1));
    for (std::size_t column = 1; column < names.size() && column < values.size(); ++column)
      add(group + std::string(names[column]), values[column], reading);
  }
}

void add_counters_in_lines(std::string_view text, LossReading& reading) {
  for (const std::string_view line : lines_of(text)) {
    const auto words = words_of(line);
    if (words.size() == 2) add(words[0], words[1], reading);
  }
}

void add_interface_counters(std::span<const std::byte> body, LossReading& reading) {
  constexpr std::size_t header_bytes = sizeof(ifinfomsg);
  const auto link = struct_in<ifinfomsg>(body);
  if (!link || (link->ifi_flags & IFF_LOOPBACK) != 0) return;
  const auto name = attribute_of(body, header_bytes, IFLA_IFNAME);
  const auto stats = attribute_of(body, header_bytes, IFLA_STATS64);
  if (!name || !stats) return;
  std::string_view interface(reinterpret_cast<const char*>(name->data()), name->size());
  interface = interface.substr(0, interface.find('\0')).substr(0, evidence::interface_bytes_max);
  rtnl_link_stats64 counted{};  // an older kernel's is shorter
  std::memcpy(&counted, stats->data(), std::min(sizeof counted, stats->size()));
  const auto put = [&](LossCounter counter, std::uint64_t value) {
    reading.push_back({counter, value, std::string(interface)});
  };
  put(LossCounter::rx_dropped, counted.rx_dropped);
  put(LossCounter::rx_missed, counted.rx_missed_errors);
  put(LossCounter::rx_over, counted.rx_over_errors);
  put(LossCounter::rx_fifo, counted.rx_fifo_errors);
  put(LossCounter::rx_crc, counted.rx_crc_errors);
  put(LossCounter::rx_frame, counted.rx_frame_errors);
  put(LossCounter::rx_length, counted.rx_length_errors);
  put(LossCounter::rx_errors, counted.rx_errors);
  put(LossCounter::rx_nohandler, counted.rx_nohandler);
  put(LossCounter::tx_dropped, counted.tx_dropped);
  put(LossCounter::tx_carrier, counted.tx_carrier_errors);
  put(LossCounter::tx_fifo, counted.tx_fifo_errors);
  put(LossCounter::tx_aborted, counted.tx_aborted_errors);
  put(LossCounter::tx_errors, counted.tx_errors);
}

LossReading read_loss_counters() {
  LossReading reading;
  add_counters_in_pairs(text_of("snmp"), reading);
  add_counters_in_pairs(text_of("netstat"), reading);
  add_counters_in_lines(text_of("snmp6"), reading);
  add_counters_in_lines(text_of("xfrm_stat"), reading);
  const auto failed = counter_in_columns(text_of("stat/nf_conntrack"), "insert_failed");
  if (failed) reading.push_back({LossCounter::conntrack_insert_failed, *failed, ""});
  const ifinfomsg any{};
  (void)ask_kernel(
      NETLINK_ROUTE,
      RTM_GETLINK,
      NLM_F_DUMP,
      bytes_of(any),
      [&](const NetlinkMessage& message) {
        if (message.type == RTM_NEWLINK) add_interface_counters(message.body, reading);
      }
  );
  std::ranges::sort(reading, {}, place_of);
  return reading;
}

LossReading risen_counters(const LossReading& before, const LossReading& after) {
  LossReading risen;
  for (const RisenCounter& now : after) {
    const auto then = std::ranges::lower_bound(before, place_of(now), {}, place_of);
    if (then != before.end() && place_of(*then) == place_of(now) && now.by > then->by)
      risen.push_back({now.counter, now.by - then->by, now.interface});
  }
  std::ranges::stable_sort(risen, std::greater(), &RisenCounter::by);
  if (risen.size() > evidence::risen_counters_max) risen.resize(evidence::risen_counters_max);
  std::ranges::sort(risen, {}, place_of);
  return risen;
}

}  // namespace oakprobe::net
