#include "net/kernel_counters.hpp"

#include "base/parse_number.hpp"
#include "net/loss_counters.hpp"
#include "net/proc_file.hpp"

#include <string>

namespace oakprobe::net {
namespace {

using Counter = std::optional<std::uint64_t>;

// /proc/net/snmp6: "Name value" a line.
Counter counter_in_lines(std::string_view text, std::string_view name) {
  for (const std::string_view line : lines_of(text)) {
    const auto words = words_of(line);
    if (words.size() == 2 && words[0] == name) return parse_number<std::uint64_t>(words[1]);
  }
  return std::nullopt;
}

Counter add(Counter left, Counter right) {
  if (!left) return right;
  return *left + right.value_or(0);
}

Counter rise(Counter before, Counter after) {
  if (!before || !after) return std::nullopt;
  return *after >= *before ? *after - *before : 0;
}

std::string text_of(const char* file) {
  return read_small_file(std::string("/proc/self/net/") + file).value_or("");
}

}  // namespace

std::optional<std::uint64_t> counter_in_pairs(
    std::string_view text, std::string_view group, std::string_view name
) {
  const auto lines = lines_of(text);
  for (std::size_t row = 0; row + 1 < lines.size(); row += 2) {
    const auto names = words_of(lines[row]);
    const auto values = words_of(lines[row + 1]);
    if (names.empty() || names[0].substr(0, names[0].size() - 1) != group) continue;
    for (std::size_t column = 1; column < names.size() && column < values.size(); ++column) {
      if (names[column] == name) return parse_number<std::uint64_t>(values[column]);
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> counter_in_columns(std::string_view text, std::string_view name) {
  const auto lines = lines_of(text);
  if (lines.size() < 2) return std::nullopt;
  const auto names = words_of(lines[0]);
  Counter sum;
  for (std::size_t row = 1; row < lines.size(); ++row) {
    const auto values = words_of(lines[row]);
    for (std::size_t column = 0; column < names.size() && column < values.size(); ++column) {
      if (names[column] != name) continue;
      if (const Counter value = parse_number<std::uint64_t>(values[column], 16))
        sum = sum.value_or(0) + *value;
    }
  }
  return sum;
}

std::optional<std::uint64_t> sum_of_column(std::string_view text, std::size_t column) {
  Counter sum;
  for (const std::string_view line : lines_of(text)) {
    const auto values = words_of(line);
    if (column >= values.size()) continue;
    if (const Counter value = parse_number<std::uint64_t>(values[column], 16))
      sum = sum.value_or(0) + *value;
  }
  return sum;
}

evidence::KernelCounters read_kernel_counters() {
  constexpr std::size_t softnet_dropped_column = 1;
  const std::string netstat = text_of("netstat");
  const std::string snmp = text_of("snmp");
  const std::string snmp6 = text_of("snmp6");
  evidence::KernelCounters out;
  out.reverse_path_filtered = counter_in_pairs(netstat, "TcpExt", "IPReversePathFilter");
  out.listen_overflows = counter_in_pairs(netstat, "TcpExt", "ListenOverflows");
  out.udp_receive_overflows =
      add(counter_in_pairs(snmp, "Udp", "RcvbufErrors"),
          counter_in_lines(snmp6, "Udp6RcvbufErrors"));
  out.udp_checksum_errors =
      add(counter_in_pairs(snmp, "Udp", "InCsumErrors"),
          counter_in_lines(snmp6, "Udp6InCsumErrors"));
  out.tcp_checksum_errors = counter_in_pairs(snmp, "Tcp", "InCsumErrors");
  out.neighbour_table_full =
      add(counter_in_columns(text_of("stat/arp_cache"), "table_fulls"),
          counter_in_columns(text_of("stat/ndisc_cache"), "table_fulls"));
  out.conntrack_full = counter_in_columns(text_of("stat/nf_conntrack"), "drop");
  out.softnet_dropped = sum_of_column(text_of("softnet_stat"), softnet_dropped_column);
  out.others = read_loss_counters();
  return out;
}

evidence::KernelCounters risen(
    const evidence::KernelCounters& before, const evidence::KernelCounters& after
) {
  evidence::KernelCounters out;
  out.reverse_path_filtered = rise(before.reverse_path_filtered, after.reverse_path_filtered);
  out.listen_overflows = rise(before.listen_overflows, after.listen_overflows);
  out.udp_receive_overflows = rise(before.udp_receive_overflows, after.udp_receive_overflows);
  out.neighbour_table_full = rise(before.neighbour_table_full, after.neighbour_table_full);
  out.conntrack_full = rise(before.conntrack_full, after.conntrack_full);
  out.softnet_dropped = rise(before.softnet_dropped, after.softnet_dropped);
  out.udp_checksum_errors = rise(before.udp_checksum_errors, after.udp_checksum_errors);
  out.tcp_checksum_errors = rise(before.tcp_checksum_errors, after.tcp_checksum_errors);
  out.others = risen_counters(before.others, after.others);
  return out;
}

}  // namespace oakprobe::net
