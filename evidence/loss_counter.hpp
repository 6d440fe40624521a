#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::evidence {

// Counters of a node's kernel that rise where it loses a packet, and may so explain a silence;
// those that have rules of their own are in KernelCounters. docs/verdicts.md says what each tells,
// and why others are not among them. In messages a counter is its position: new ones come last.
enum class LossCounter : std::uint8_t {
  // /proc/net/snmp, netstat, snmp6
  ip_in_header_errors,
  ip_in_address_errors,
  ip_in_discards,
  ip_in_no_routes,
  ip_in_truncated,
  ip_in_checksum_errors,
  ip_out_no_routes,
  ip6_in_header_errors,
  ip6_in_address_errors,
  ip6_in_discards,
  ip6_in_no_routes,
  ip6_in_truncated,
  ip6_out_no_routes,
  icmp_in_checksum_errors,
  icmp6_in_checksum_errors,
  icmp_rate_limited,
  icmp_rate_limited_to_host,
  icmp6_rate_limited_to_host,
  icmp_out_of_window,
  icmp_socket_busy,
  udp_memory,
  udp6_memory,
  tcp_listen_drops,
  tcp_request_queue_full,
  tcp_cookies_failed,
  tcp_md5_missing,
  tcp_md5_unexpected,
  tcp_md5_wrong,
  tcp_ao_missing,
  tcp_ao_wrong,
  tcp_ao_key_unknown,
  tcp_ttl_too_small,
  tcp_old_clock_passive,
  tcp_old_clock_active,
  tcp_old_clock_established,
  tcp_old_clock_time_wait,
  tcp_clock_echo_rejected,
  tcp_backlog,
  tcp_memory_reserve,
  tcp_receive_queue,
  tcp_abort_on_memory,
  // /proc/net/stat/nf_conntrack
  conntrack_insert_failed,
  // /proc/net/xfrm_stat
  ipsec_in_no_policy,
  ipsec_in_blocked,
  ipsec_in_not_as_policy,
  ipsec_in_no_state,
  ipsec_in_state_error,
  ipsec_out_no_state,
  ipsec_out_blocked,
  // of each interface but loopback (IFLA_STATS64, rtnetlink(7))
  rx_dropped,
  rx_missed,
  rx_over,
  rx_fifo,
  rx_crc,
  rx_frame,
  rx_length,
  rx_errors,
  rx_nohandler,
  tx_dropped,
  tx_carrier,
  tx_fifo,
  tx_aborted,
  tx_errors,
};

inline constexpr std::size_t loss_counter_count =
    static_cast<std::size_t>(LossCounter::tx_errors) + 1;

// As nstat(8) names it ("TcpExtListenDrops"), or `ip -s -s link` does ("rx_dropped").
[[nodiscard]] std::string_view to_string(LossCounter counter);

// One that rose on a node, between two readings.
struct RisenCounter {
  LossCounter counter = LossCounter::ip_in_header_errors;
  std::uint64_t by = 0;
  std::string interface;  // of an interface's counters, else empty

  friend bool operator==(const RisenCounter&, const RisenCounter&) = default;
};

inline constexpr std::size_t risen_counters_max = 64;   // of more, those that rose most
inline constexpr std::size_t interface_bytes_max = 64;  // of a name; the kernel's have 15

}  // namespace oakprobe::evidence
