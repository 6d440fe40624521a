#include "packets/loss_reading.hpp"

#include "packets/counter_texts.hpp"
#include "packets/netlink_message.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace oakprobe::packets {
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

void note(std::string_view name, std::string_view value, LossReading& reading) {
  const auto counter = counter_named(name);
  if (!counter) return;
  if (const auto number = number_in<std::uint64_t>(value))
    reading.push_back({*counter, *number, ""});
}

auto place_of(const RisenCounter& one) { return std::tie(one.counter, one.interface); }

}  // namespace

void add_counters_in_pairs(std::string_view text, LossReading& reading) {
  for_each_in_pairs(
      text,
      [&](std::string_view group, std::string_view name, std::string_view value) {
        note(std::string(group) + std::string(name), value, reading);
      }
  );
}

void add_counters_in_lines(std::string_view text, LossReading& reading) {
  for (const std::string_view line : lines_of(text)) {
    const auto words = words_of(line);
    if (words.size() == 2) note(words[0], words[1], reading);
  }
}

void add_interface_counters(std::span<const std::byte> body, LossReading& reading) {
  constexpr std::size_t header_bytes = sizeof(ifinfomsg);
  const auto link = struct_in<ifinfomsg>(body);
  if (!link || (link->ifi_flags & IFF_LOOPBACK) != 0) return;
  const auto name = text_attribute_of(body, header_bytes, IFLA_IFNAME);
  const auto stats = attribute_of(body, header_bytes, IFLA_STATS64);
  if (!attribute_of(body, header_bytes, IFLA_IFNAME) || !stats) return;
  const std::string_view interface = name.substr(0, evidence::interface_bytes_max);
  rtnl_link_stats64 counted{};  // an older kernel's is shorter
  std::memcpy(&counted, stats->data(), std::min(sizeof counted, stats->size()));
  const auto add = [&](LossCounter counter, std::uint64_t value) {
    reading.push_back({counter, value, std::string(interface)});
  };
  add(LossCounter::rx_dropped, counted.rx_dropped);
  add(LossCounter::rx_missed, counted.rx_missed_errors);
  add(LossCounter::rx_over, counted.rx_over_errors);
  add(LossCounter::rx_fifo, counted.rx_fifo_errors);
  add(LossCounter::rx_crc, counted.rx_crc_errors);
  add(LossCounter::rx_frame, counted.rx_frame_errors);
  add(LossCounter::rx_length, counted.rx_length_errors);
  add(LossCounter::rx_errors, counted.rx_errors);
  add(LossCounter::rx_nohandler, counted.rx_nohandler);
  add(LossCounter::tx_dropped, counted.tx_dropped);
  add(LossCounter::tx_carrier, counted.tx_carrier_errors);
  add(LossCounter::tx_fifo, counted.tx_fifo_errors);
  add(LossCounter::tx_aborted, counted.tx_aborted_errors);
  add(LossCounter::tx_errors, counted.tx_errors);
}

void sort_reading(LossReading& reading) { std::ranges::sort(reading, {}, place_of); }

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

}  // namespace oakprobe::packets
