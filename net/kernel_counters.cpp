#include "net/kernel_counters.hpp"

#include "net/netlink.hpp"
#include "net/proc_file.hpp"
#include "packets/counter_texts.hpp"
#include "packets/loss_reading.hpp"

#include <optional>
#include <string>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace oakprobe::net {
namespace {

using Counter = std::optional<std::uint64_t>;

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

packets::LossReading read_loss_counters() {
  using evidence::LossCounter;
  packets::LossReading reading;
  packets::add_counters_in_pairs(text_of("snmp"), reading);
  packets::add_counters_in_pairs(text_of("netstat"), reading);
  packets::add_counters_in_lines(text_of("snmp6"), reading);
  packets::add_counters_in_lines(text_of("xfrm_stat"), reading);
  const auto failed = packets::counter_in_columns(text_of("stat/nf_conntrack"), "insert_failed");
  if (failed) reading.push_back({LossCounter::conntrack_insert_failed, *failed, ""});
  const auto note = [&](const packets::NetlinkMessage& message) {
    if (message.type == RTM_NEWLINK) packets::add_interface_counters(message.body, reading);
  };
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETLINK, NLM_F_DUMP, packets::bytes_of(ifinfomsg{}), note);
  packets::sort_reading(reading);
  return reading;
}

}  // namespace

evidence::KernelCounters read_kernel_counters() {
  constexpr std::size_t softnet_dropped_column = 1;
  const std::string netstat = text_of("netstat");
  const std::string snmp = text_of("snmp");
  const std::string snmp6 = text_of("snmp6");
  evidence::KernelCounters out;
  out.reverse_path_filtered = packets::counter_in_pairs(netstat, "TcpExt", "IPReversePathFilter");
  out.listen_overflows = packets::counter_in_pairs(netstat, "TcpExt", "ListenOverflows");
  out.udp_receive_overflows =
      add(packets::counter_in_pairs(snmp, "Udp", "RcvbufErrors"),
          packets::counter_in_lines(snmp6, "Udp6RcvbufErrors"));
  out.udp_checksum_errors =
      add(packets::counter_in_pairs(snmp, "Udp", "InCsumErrors"),
          packets::counter_in_lines(snmp6, "Udp6InCsumErrors"));
  out.tcp_checksum_errors = packets::counter_in_pairs(snmp, "Tcp", "InCsumErrors");
  out.neighbour_table_full =
      add(packets::counter_in_columns(text_of("stat/arp_cache"), "table_fulls"),
          packets::counter_in_columns(text_of("stat/ndisc_cache"), "table_fulls"));
  out.conntrack_full = packets::counter_in_columns(text_of("stat/nf_conntrack"), "drop");
  out.softnet_dropped = packets::sum_of_column(text_of("softnet_stat"), softnet_dropped_column);
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
  out.others = packets::risen_counters(before.others, after.others);
  return out;
}

}  // namespace oakprobe::net
