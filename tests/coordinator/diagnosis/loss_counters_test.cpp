#include "risen_counters.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

using evidence::LossCounter;
using evidence::Sight;
using Where = std::vector<Segment>;

const Where network{Segment::network};
const Where network_or_source{Segment::source_host, Segment::network};
const Where network_or_target{Segment::network, Segment::target_host};
const Where target_firewall{Segment::target_firewall};
const Where firewall_or_target{Segment::target_firewall, Segment::target_host};

TEST(LossCounters, OfInterfacesWidenWhatTapsProved) {
  PathCase base = PathCase::udp().tapped().saw({Sight::left});
  check_rows(
      base,
      {
          {"none rose", [](PathCase&) {}, Status::blocked, Cause::dropped, network},
          {"the target's interface dropped as many",
           [](PathCase& one) { rose(one.target, LossCounter::rx_dropped, 3, "eth0"); },
           Status::blocked,
           Cause::dropped,
           network_or_target,
           "; meanwhile rx_dropped of eth0 rose by 3 on w3 (frames that the interface dropped)",
           "On w3 ip -s -s link show eth0 tells whether it goes on rising."},
          {"it dropped fewer: others' frames",
           [](PathCase& one) { rose(one.target, LossCounter::rx_dropped, 2, "eth0"); },
           Status::blocked,
           Cause::dropped,
           network},
          {"frames came damaged",
           [](PathCase& one) { rose(one.target, LossCounter::rx_crc, 12, "eth0"); },
           Status::blocked,
           Cause::dropped,
           network_or_target,
           "rx_crc_errors of eth0 rose by 12 on w3 (frames damaged on the last link"},
          {"the source's interface did not send them",
           [](PathCase& one) { rose(one.source, LossCounter::tx_carrier, 3, "eth0"); },
           Status::blocked,
           Cause::dropped,
           network_or_source,
           "tx_carrier_errors of eth0 rose by 3 on w1"},
          {"the source dropped what came in: not on the way",
           [](PathCase& one) { rose(one.source, LossCounter::rx_dropped, 9, "eth0"); },
           Status::blocked,
           Cause::dropped,
           network},
          {"the target did not send",
           [](PathCase& one) { rose(one.target, LossCounter::tx_errors, 9, "eth0"); },
           Status::blocked,
           Cause::dropped,
           network},
          {"the target's IP layer never saw them",
           [](PathCase& one) { rose(one.target, LossCounter::ip_in_discards, 9); },
           Status::blocked,
           Cause::dropped,
           network},
          {"its receive ring ran over",
           [](PathCase& one) { rose(one.target, LossCounter::rx_missed, 3, "eth0"); },
           Status::unknown,
           Cause::local_limit,
           {},
           "w3's receive ring ran over (eth0)",
           "ethtool -G INTERFACE rx"},
          {"its receive ring lost fewer",
           [](PathCase& one) { rose(one.target, LossCounter::rx_missed, 2, "eth0"); },
           Status::blocked,
           Cause::dropped,
           network},
          {"it kept ICMP errors back: told, and no more",
           [](PathCase& one) { rose(one.target, LossCounter::icmp_rate_limited_to_host, 3); },
           Status::blocked,
           Cause::dropped,
           network,
           "IcmpOutRateLimitHost rose by 3 on w3 (ICMP errors that it kept back)"},
      }
  );
}

TEST(LossCounters, OfTheTargetsIpLayerStandBesideItsFirewall) {
  PathCase base = PathCase::udp().tapped().saw({Sight::left, Sight::reached, Sight::past_ingress});
  check_rows(
      base,
      {
          {"none rose", [](PathCase&) {}, Status::blocked, Cause::dropped, target_firewall},
          {"discarded before the filters",
           [](PathCase& one) { rose(one.target, LossCounter::ip_in_discards, 3); },
           Status::blocked,
           Cause::dropped,
           firewall_or_target,
           "IpInDiscards rose by 3 on w3",
           "On w3 nstat -az IpInDiscards tells"},
          {"of the other family",
           [](PathCase& one) { rose(one.target, LossCounter::ip6_in_discards, 3); },
           Status::blocked,
           Cause::dropped,
           target_firewall},
          {"its headers were damaged",
           [](PathCase& one) { rose(one.target, LossCounter::ip_in_checksum_errors, 3); },
           Status::blocked,
           Cause::dropped,
           {Segment::source_host, Segment::network, Segment::target_firewall, Segment::target_host},
           "IpExtInCsumErrors rose by 3 on w3 (wrong IP header checksums)"},
          {"connection tracking had no entry for them",
           [](PathCase& one) { rose(one.target, LossCounter::conntrack_insert_failed, 3); },
           Status::blocked,
           Cause::dropped,
           firewall_or_target,
           "conntrack insert_failed rose by 3 on w3",
           "conntrack -S"},
          {"IPsec wants them protected",
           [](PathCase& one) { rose(one.target, LossCounter::ipsec_in_not_as_policy, 3); },
           Status::blocked,
           Cause::dropped,
           firewall_or_target,
           "XfrmInTmplMismatch rose by 3 on w3",
           "xfrm_stat"},
          {"the ring ran over, which is before the tap",
           [](PathCase& one) { rose(one.target, LossCounter::rx_missed, 3, "eth0"); },
           Status::blocked,
           Cause::dropped,
           target_firewall},
          {"TCP's counters say nothing of UDP",
           [](PathCase& one) { rose(one.target, LossCounter::tcp_listen_drops, 30); },
           Status::blocked,
           Cause::dropped,
           target_firewall},
      }
  );
}

TEST(LossCounters, OfUdpSocketsTellWhyNoneTookIt) {
  PathCase base = PathCase::udp().tapped().saw(
      {Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted}
  );
  check_rows(
      base,
      {
          {"none rose", [](PathCase&) {}, Status::blocked, Cause::refused, {Segment::target_host}},
          {"its memory ran out",
           [](PathCase& one) { rose(one.target, LossCounter::udp_memory, 3); },
           Status::unknown,
           Cause::local_limit,
           {},
           "w3's memory for sockets ran out",
           "net.ipv4.udp_mem"},
          {"its memory for the other family did",
           [](PathCase& one) { rose(one.target, LossCounter::udp6_memory, 3); },
           Status::blocked,
           Cause::refused,
           {Segment::target_host}},
          {"IPsec threw it away",
           [](PathCase& one) { rose(one.target, LossCounter::ipsec_in_no_policy, 3); },
           Status::blocked,
           Cause::dropped,
           {Segment::target_host},
           "XfrmInNoPols rose by 3 on w3 (packets that no IPsec policy allows)"},
      }
  );
}

TEST(LossCounters, OfTcpTellWhyNoHandshakeCameBack) {
  PathCase base = PathCase::tcp().tapped().saw(
      {Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted}
  );
  const Where own_firewall{Segment::return_target_firewall};
  const Where or_host{Segment::target_host, Segment::return_target_firewall};
  check_rows(
      base,
      {
          {"none rose", [](PathCase&) {}, Status::blocked, Cause::return_lost, own_firewall},
          {"the listener dropped SYNs",
           [](PathCase& one) { rose(one.target, LossCounter::tcp_listen_drops, 6); },
           Status::blocked,
           Cause::return_lost,
           or_host,
           "TcpExtListenDrops rose by 6 on w3 (SYNs that a listener dropped)"},
          {"it wants a signature",
           [](PathCase& one) { rose(one.target, LossCounter::tcp_md5_missing, 3); },
           Status::blocked,
           Cause::return_lost,
           or_host,
           "TcpExtTCPMD5NotFound rose by 3 on w3"},
          {"so at the source, where no answer came",
           [](PathCase& one) { rose(one.source, LossCounter::tcp_md5_missing, 3); },
           Status::blocked,
           Cause::return_lost,
           own_firewall},
          {"it has no route for its answers",
           [](PathCase& one) { rose(one.target, LossCounter::ip_out_no_routes, 3); },
           Status::blocked,
           Cause::return_lost,
           or_host,
           "IpOutNoRoutes rose by 3 on w3"},
          {"its queue of half-open connections ran over",
           [](PathCase& one) { rose(one.target, LossCounter::tcp_request_queue_full, 3); },
           Status::unknown,
           Cause::local_limit,
           {},
           "w3's queue of half-open connections ran over",
           "tcp_max_syn_backlog"},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
