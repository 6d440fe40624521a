#include "risen_counters.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// What counters of losses add to what sockets alone tell, and to lost answers.
namespace oakprobe::diagnosis::test {
namespace {

using evidence::LossCounter;
using evidence::Sight;
using Where = std::vector<Segment>;

TEST(LossCounters, WidenWhatSocketsAloneTell) {
  const Where on_the_way{Segment::source_firewall, Segment::network, Segment::target_firewall};
  const Where or_target{
      Segment::source_firewall, Segment::network, Segment::target_firewall, Segment::target_host};
  check_rows(
      PathCase::udp(),
      {
          {"none rose", [](PathCase&) {}, Status::blocked, Cause::dropped, on_the_way},
          {"the target's IP layer",
           [](PathCase& one) { rose(one.target, LossCounter::ip_in_address_errors, 3); },
           Status::blocked,
           Cause::dropped,
           or_target,
           "IpInAddrErrors rose by 3 on w3"},
          {"the source's interface",
           [](PathCase& one) { rose(one.source, LossCounter::tx_dropped, 3, "vx0"); },
           Status::blocked,
           Cause::dropped,
           {Segment::source_host,
            Segment::source_firewall,
            Segment::network,
            Segment::target_firewall},
           "tx_dropped of vx0 rose by 3 on w1"},
          {"behind a NAT nothing is the target's that was not seen there",
           [](PathCase& one) {
             one.behind_nat();
             rose(one.target, LossCounter::ip_in_address_errors, 3);
           },
           Status::blocked,
           Cause::dropped,
           {Segment::source_firewall, Segment::network}},
          {"nobody watched: told, and unknown as before",
           [](PathCase& one) {
             one.listen_mode(evidence::ListenMode::live);
             rose(one.target, LossCounter::rx_dropped, 3, "eth0");
           },
           Status::unknown,
           std::nullopt,
           {},
           "rx_dropped of eth0 rose by 3 on w3"},
          {"an interface's name is printed as one line",
           [](PathCase& one) { rose(one.target, LossCounter::rx_dropped, 3, "e\nth\x1b"); },
           Status::blocked,
           Cause::dropped,
           or_target,
           "rx_dropped of e"},
      }
  );
}

TEST(LossCounters, TellOfLostAnswers) {
  PathCase base = PathCase::udp()
                      .tapped()
                      .saw(
                          {Sight::left,
                           Sight::reached,
                           Sight::past_ingress,
                           Sight::admitted,
                           Sight::answer_left}
                      )
                      .delivered({0, 1, 2});
  check_rows(
      base,
      {
          {"none rose",
           [](PathCase&) {},
           Status::open,
           Cause::return_lost,
           {Segment::return_network}},
          {"the source's interface dropped as many",
           [](PathCase& one) { rose(one.source, LossCounter::rx_dropped, 3, "eth0"); },
           Status::open,
           Cause::return_lost,
           {Segment::source_host, Segment::return_network},
           "rx_dropped of eth0 rose by 3 on w1"},
          {"it dropped fewer",
           [](PathCase& one) { rose(one.source, LossCounter::rx_dropped, 2, "eth0"); },
           Status::open,
           Cause::return_lost,
           {Segment::return_network}},
          {"the target's link failed",
           [](PathCase& one) { rose(one.target, LossCounter::tx_carrier, 3, "eth0"); },
           Status::open,
           Cause::return_lost,
           {Segment::target_host, Segment::return_network},
           "tx_carrier_errors of eth0 rose by 3 on w3"},
      }
  );
}

TEST(LossCounters, LeaveAloneWhatSpoke) {
  PathCase base = PathCase::udp();
  rose(base.target, LossCounter::rx_dropped, 3, "eth0");
  rose(base.source, LossCounter::tx_dropped, 3, "eth0");
  check_rows(
      base,
      {
          {"a router's error",
           [](PathCase& one) {
             one.fail_all(
                 failure(evidence::DialStage::reply, EHOSTUNREACH, icmp(3, 13, "203.0.113.1"))
             );
           },
           Status::blocked,
           Cause::rejected,
           {Segment::network}},
          {"all came",
           [](PathCase& one) {
             one.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           std::nullopt,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
