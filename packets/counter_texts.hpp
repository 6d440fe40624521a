#pragma once

#include "packets/text_lines.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// Counters and settings as the kernel writes them in /proc. nullopt: it is not there, or no number.
namespace oakprobe::packets {

// Of the text of /proc/net/netstat or /proc/net/snmp, where a line of names ("TcpExt:
// SyncookiesSent …") comes before a line of values.
[[nodiscard]] std::optional<std::uint64_t> counter_in_pairs(
    std::string_view text, std::string_view group, std::string_view name
);

// Of /proc/net/snmp6: "Name value" a line.
[[nodiscard]] std::optional<std::uint64_t> counter_in_lines(
    std::string_view text, std::string_view name
);

// The sum over all processors of a named column of /proc/net/stat/arp_cache and the like: a line of
// names, then a line of hexadecimal values for each.
[[nodiscard]] std::optional<std::uint64_t> counter_in_columns(
    std::string_view text, std::string_view name
);

// The sum over all processors of a column of /proc/net/softnet_stat: lines of hexadecimal numbers,
// without names.
[[nodiscard]] std::optional<std::uint64_t> sum_of_column(std::string_view text, std::size_t column);

// The number that a file of /proc/sys has; nullopt also above 32 bits.
[[nodiscard]] std::optional<std::uint32_t> sysctl_number(std::string_view text);

// The entries of the neighbour table, of the text of /proc/net/stat/arp_cache: the same in each
// processor's row.
[[nodiscard]] std::optional<std::uint32_t> neighbour_entries(std::string_view text);

// Calls visit(group, name, value) for each value of a text as counter_in_pairs() reads.
template <class Visit>
void for_each_in_pairs(std::string_view text, const Visit& visit) {
  const auto lines = lines_of(text);
  for (std::size_t row = 0; row + 1 < lines.size(); row += 2) {
    const auto names = words_of(lines[row]);
    const auto values = words_of(lines[row + 1]);
    if (names.empty()) continue;
    const std::string_view group = names[0].substr(0, names[0].size() - 1);  // without its colon
    for (std::size_t column = 1; column < names.size() && column < values.size(); ++column)
      visit(group, names[column], values[column]);
  }
}

}  // namespace oakprobe::packets
