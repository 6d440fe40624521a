#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(UdpVerdicts, SilenceNamesAllThatIsPossible) {
  check_rows(
      PathCase::udp(),
      {
          {"nothing arrived",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall},
           "w1's 3 probes to w3 (192.0.2.33, udp 50103) were sent and none arrived",
           "On w3 allow udp 50103 in"},
          {"the reverse-path filter rose",
           [](PathCase& c) { c.target.counters.reverse_path_filtered = 3; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall, target_host},
           "reverse-path filter"},
          {"the stand-in listens on another address",
           [](PathCase& c) {
             c.target_node().bind = ip("10.0.0.33");
             c.target.facts.addresses.push_back(ip("10.0.0.33"));
           },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall, target_host},
           "10.0.0.33 only"},
          {"the stand-in listens on the dialled address",
           [](PathCase& c) { c.target_node().bind = ip("192.0.2.33"); },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"the target's receive buffers ran over",
           [](PathCase& c) { c.target.counters.udp_receive_overflows = 1; },
           Status::unknown,
           Cause::local_limit,
           {},
           "went unanswered while w3's UDP receive buffers ran over",
           "raise net.core.rmem_max on w3"},
          {"the target's connection tracking table was full for others only",
           [](PathCase& c) { c.target.counters.conntrack_full = 2; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"the target's connection tracking table was full for all of them",
           [](PathCase& c) { c.target.counters.conntrack_full = 3; },
           Status::unknown,
           Cause::local_limit,
           {},
           "w3's connection tracking table was full",
           "net.netfilter.nf_conntrack_max on w3"},
          {"the target's backlog ran over, and the source's table was full",
           [](PathCase& c) {
             c.target.counters.softnet_dropped = 3;
             c.source.counters.neighbour_table_full = 1;
           },
           Status::unknown,
           Cause::local_limit,
           {},
           "w1's neighbour table was full and w3's packet backlog ran over"},
          {"what ran over at the source does not keep UDP probes from arriving",
           [](PathCase& c) { c.source.counters.softnet_dropped = 3; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"the source's neighbour table ran over",
           [](PathCase& c) { c.source.counters.neighbour_table_full = 20; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"an overflow does not undo an ICMP error",
           [](PathCase& c) {
             c.target.counters.udp_receive_overflows = 1;
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.1")));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
          {"the counters could not be read",
           [](PathCase& c) { c.target.counters = {}; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"the kernel's own word for silence",
           [](PathCase& c) { c.fail_all(failure(Stage::reply, ETIMEDOUT)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"the target's agent was lost after it armed",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.agent_error = "broken pipe";
             c.target.evidence_complete = false;
           },
           Status::unknown,
           Cause::agent_lost,
           {},
           "broken pipe"},
          {"refused by a target whose agent was lost",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::unknown,
           Cause::agent_lost,
           {}},
          {"EPERM though the target's agent was lost",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.fail_all(failure(Stage::send, EPERM));
           },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"a router's word though the target's agent was lost",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.1")));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
      }
  );
}

TEST(UdpVerdicts, BehindANatTheTargetIsNotBlamed) {
  PathCase nat = PathCase::udp().behind_nat();
  nat.flow().port = 50'200;
  check_rows(
      nat,
      {
          {"silence",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           {source_firewall, network},
           "198.51.100.7 is not one of w3's own addresses",
           "forward udp 50200 to 10.9.0.4:50103"},
          {"silence while the target's filter rose",
           [](PathCase& c) { c.target.counters.reverse_path_filtered = 1; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network}},
          {"refused at the dialled address",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "198.51.100.7")));
           },
           Status::blocked,
           Cause::rejected,
           {network},
           "is missing",
           "forward udp 50200 to 10.9.0.4:50103"},
          {"a word from the target's own address did arrive there",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "10.9.0.4")));
           },
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"nobody at the next hop",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 1, "192.0.2.31")));
           },
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"delivered through it",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
          {"the dialled address is the source's own",
           [](PathCase& c) { c.source.facts.addresses.push_back(ip("198.51.100.7")); },
           Status::blocked,
           Cause::no_route,
           {source_host},
           "is w1's own address"},
          {"a loopback address for another machine",
           [](PathCase& c) { c.dial_address("127.0.0.1"); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
      }
  );
}

TEST(UdpVerdicts, AddressFamiliesThatOakestraCannotUse) {
  PathCase v4_only = PathCase::udp();
  v4_only.flow().ipv6 = false;
  check_rows(
      v4_only,
      {
          {"an IPv6 address",
           [](PathCase& c) { c.dial_address("2001:db8::33"); },
           Status::blocked,
           Cause::config_mismatch,
           {},
           "NetManager cannot dial an IPv6 address"},
          {"even if probes arrive",
           [](PathCase& c) {
             c.dial_address("2001:db8::33").delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::blocked,
           Cause::config_mismatch,
           {}},
          {"a name with an IPv6 address only",
           [](PathCase& c) {
             c.dial_address("w3.example");
             c.dial->dialled = ip("2001:db8::33");
             c.dial->alternatives = {ip("2001:db8::33")};
           },
           Status::blocked,
           Cause::config_mismatch,
           {},
           "w3.example = 2001:db8::33"},
          {"a name with both: Oakestra would take the other",
           [](PathCase& c) {
             c.dial_address("w3.example");
             c.dial->dialled = ip("2001:db8::33");
             c.dial->alternatives = {ip("2001:db8::33"), ip("192.0.2.33")};
           },
           Status::unknown,
           no_cause,
           {},
           "IPv4 address too"},
          {"an IPv4 address",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
