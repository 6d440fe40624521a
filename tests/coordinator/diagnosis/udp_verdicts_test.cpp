#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <netdb.h>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = wire::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(UdpVerdicts, WhatArrivesIsOpenWhateverHappensToTheAnswer) {
  const std::vector<Segment> way_back{
      return_target_firewall, return_network, return_source_firewall};
  const auto lost = Cause::return_lost;
  check_rows(
      PathCase::udp(),
      {
          {"all delivered and answered",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {},
           "w1's probes reach w3 (192.0.2.33, udp 50103)"},
          {"one of three delivered is open",
           [](PathCase& c) { c.delivered({1}).answered({1}); },
           Status::open,
           no_cause,
           {}},
          {"answers of some are enough",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({2});
           },
           Status::open,
           no_cause,
           {}},
          {"no answer: the return leg is lost",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
           },
           Status::open,
           lost,
           way_back,
           "arrive, but no answer came back"},
          {"an ICMP error beside a delivery does not close it",
           [](PathCase& c) {
             c.delivered({0}).answered({0});
             c.fail(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::open,
           no_cause,
           {}},
          {"EPERM on the answer",
           [](PathCase& c) {
             c.delivered({0, 1, 2});
             c.receipt->answered = {};
             c.receipt->answer_error = EPERM;
           },
           Status::open,
           lost,
           {return_target_firewall},
           "EPERM"},
          {"ENOBUFS on the answer",
           [](PathCase& c) {
             c.delivered({0});
             c.receipt->answer_error = ENOBUFS;
           },
           Status::open,
           lost,
           {return_target_firewall}},
          {"ENETUNREACH on the answer",
           [](PathCase& c) {
             c.delivered({0});
             c.receipt->answer_error = ENETUNREACH;
           },
           Status::open,
           lost,
           {target_host}},
          {"EHOSTUNREACH on the answer",
           [](PathCase& c) {
             c.delivered({0});
             c.receipt->answer_error = EHOSTUNREACH;
           },
           Status::open,
           lost,
           {target_host}},
          {"no route back to the source seen",
           [](PathCase& c) {
             c.delivered({0});
             c.target.no_route_to = {ip("192.0.2.31")};
           },
           Status::open,
           lost,
           {target_host},
           "has no route back to 192.0.2.31"},
          {"no route back to somebody else says nothing",
           [](PathCase& c) {
             c.delivered({0});
             c.target.no_route_to = {ip("192.0.2.77")};
           },
           Status::open,
           lost,
           way_back},
          {"answers not taken, and nobody told why",
           [](PathCase& c) {
             c.delivered({0});
             c.receipt->answered = {};
           },
           Status::open,
           lost,
           {target_host, return_target_firewall, return_network, return_source_firewall}},
          {"the source's own reverse-path filter may take the echoes",
           [](PathCase& c) {
             c.delivered({0});
             c.source.counters.reverse_path_filtered = 3;
           },
           Status::open,
           lost,
           {source_host, return_target_firewall, return_network, return_source_firewall}},
          {"an echo proves delivery where the target's agent was lost",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.answered({0, 1});
           },
           Status::open,
           no_cause,
           {}},
          {"a receipt counts though the target's agent was lost later",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
             c.delivered({0}).answered({0});
           },
           Status::open,
           no_cause,
           {}},
          {"a receipt counts though the source's agent was lost",
           [](PathCase& c) {
             c.delivered({0});
             c.agent_of_source(AgentState::lost);
           },
           Status::open,
           no_cause,
           {}},
          {"a wait cut short is no lost answer",
           [](PathCase& c) {
             c.delivered({0});
             c.dial->not_tried = true;
           },
           Status::open,
           no_cause,
           {}},
          {"an echo that the target denies",
           [](PathCase& c) {
             c.answered({0, 1});
           },
           Status::unknown,
           Cause::conflicting_evidence,
           {},
           "2 authentic answers"},
          {"an echo from a port that nobody stands in for",
           [](PathCase& c) { c.listen_mode(wire::ListenMode::live).answered({0}); },
           Status::unknown,
           Cause::conflicting_evidence,
           {}},
      }
  );
}

TEST(UdpVerdicts, TheSourcesOwnKernelProvesItself) {
  check_rows(
      PathCase::udp(),
      {
          {"EPERM",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall},
           "EPERM",
           "On w1 allow udp 50103 out"},
          {"EPERM with an ICMP error of its own",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM, icmp(3, 3, "192.0.2.31"))); },
           Status::blocked,
           Cause::rejected,
           {source_firewall},
           "rejects"},
          {"EPERM beside another host's ICMP error",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM, icmp(3, 1, "192.0.2.1"))); },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"ENOBUFS",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENOBUFS)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall},
           "egress"},
          {"ENETUNREACH",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENETUNREACH)); },
           Status::blocked,
           Cause::no_route,
           {source_host},
           "has no way",
           "route"},
          {"EHOSTUNREACH at once",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EHOSTUNREACH)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"ENETDOWN",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENETDOWN)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EACCES of a prohibit route",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EACCES)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EINVAL of a blackhole route",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EINVAL)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EADDRNOTAVAIL on IPv6",
           [](PathCase& c) {
             c.dial_address("2001:db8::33").fail_all(failure(Stage::send, EADDRNOTAVAIL));
           },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"no IPv6 at all",
           [](PathCase& c) {
             c.dial_address("2001:db8::33").fail_all(failure(Stage::open, EAFNOSUPPORT));
           },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EADDRNOTAVAIL on IPv4",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EADDRNOTAVAIL)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"EAGAIN",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EAGAIN)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"EMFILE",
           [](PathCase& c) { c.fail_all(failure(Stage::open, EMFILE)); },
           Status::unknown,
           Cause::local_limit,
           {},
           "EMFILE"},
          {"ENFILE",
           [](PathCase& c) { c.fail_all(failure(Stage::open, ENFILE)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"ENOMEM",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENOMEM)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"an errno without a rule",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EXDEV)); },
           Status::unknown,
           no_cause,
           {},
           "failed"},
          {"the name has no address",
           [](PathCase& c) {
             c.dial_address("w3.example").fail_all(failure(Stage::resolve, EAI_NONAME));
           },
           Status::blocked,
           Cause::name_resolution,
           {source_host},
           "cannot resolve w3.example"},
          {"the resolver ran out of memory",
           [](PathCase& c) {
             c.dial_address("w3.example").fail_all(failure(Stage::resolve, EAI_MEMORY));
           },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"the interface takes no such size",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EMSGSIZE)); },
           Status::blocked,
           Cause::rejected,
           {source_host}},
      }
  );
}

TEST(UdpVerdicts, AnIcmpErrorTellsByItsSender) {
  const auto reply = [](int error, int type, int code, const char* from) {
    return [=](PathCase& c) { c.fail_all(failure(Stage::reply, error, icmp(type, code, from))); };
  };
  const auto router6 = [](int type, int code) {
    return [=](PathCase& c) {
      c.dial_address("2001:db8::33");
      c.fail_all(failure(Stage::reply, EACCES, icmp(type, code, "2001:db8::1")));
    };
  };
  check_rows(
      PathCase::udp(),
      {
          {"router: admin prohibited",
           reply(EHOSTUNREACH, 3, 13, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network},
           "192.0.2.1, on the way to the target, answered w1 with ICMP 3/13"},
          {"router: net prohibited",
           reply(ENETUNREACH, 3, 9, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: host prohibited",
           reply(EHOSTUNREACH, 3, 10, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: port unreachable",
           reply(ECONNREFUSED, 3, 3, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: protocol unreachable",
           reply(ENOPROTOOPT, 3, 2, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: host unreachable",
           reply(EHOSTUNREACH, 3, 1, "192.0.2.1"),
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"router: host unknown",
           reply(EHOSTUNREACH, 3, 7, "192.0.2.1"),
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"router: net unreachable",
           reply(ENETUNREACH, 3, 0, "192.0.2.1"),
           Status::blocked,
           Cause::no_route,
           {network}},
          {"router: net unknown",
           reply(ENETUNREACH, 3, 6, "192.0.2.1"),
           Status::blocked,
           Cause::no_route,
           {network}},
          {"router: fragmentation needed",
           reply(EMSGSIZE, 3, 4, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network},
           "fragmentation needed",
           "packets of this size"},
          {"router: time exceeded",
           reply(EHOSTUNREACH, 11, 0, "192.0.2.1"),
           Status::blocked,
           Cause::dropped,
           {network},
           "routing loop"},
          {"router, IPv6: no route", router6(1, 0), Status::blocked, Cause::no_route, {network}},
          {"router, IPv6: prohibited", router6(1, 1), Status::blocked, Cause::rejected, {network}},
          {"router, IPv6: address unreachable",
           router6(1, 3),
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"router, IPv6: port unreachable",
           router6(1, 4),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router, IPv6: policy", router6(1, 5), Status::blocked, Cause::rejected, {network}},
          {"router, IPv6: reject route",
           router6(1, 6),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router, IPv6: time exceeded",
           router6(3, 0),
           Status::blocked,
           Cause::dropped,
           {network}},
          {"target: port unreachable beside our stand-in",
           reply(ECONNREFUSED, 3, 3, "192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall},
           "although our stand-in listened",
           "ufw allow 50103/udp"},
          {"target: admin prohibited",
           reply(EHOSTUNREACH, 3, 13, "192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"target: it may forward to one that is away",
           reply(EHOSTUNREACH, 3, 1, "192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall, target_host}},
          {"target, by another of its addresses",
           [](PathCase& c) {
             c.target.facts.addresses.push_back(ip("10.0.0.33"));
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "10.0.0.33")));
           },
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"an IPv4 sender in IPv6 clothes",
           reply(ECONNREFUSED, 3, 3, "::ffff:192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"source: nobody at the next hop",
           reply(EHOSTUNREACH, 3, 1, "192.0.2.31"),
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host},
           "Nobody answers"},
          {"source, IPv6: nobody at the next hop",
           [](PathCase& c) {
             c.dial_address("2001:db8::33");
             c.source.facts.addresses.push_back(ip("2001:db8::31"));
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(1, 3, "2001:db8::31")));
           },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"source: any other code is its firewall",
           reply(EHOSTUNREACH, 3, 13, "192.0.2.31"),
           Status::blocked,
           Cause::rejected,
           {source_firewall}},
          {"source's addresses unknown: no guess",
           [](PathCase& c) {
             c.source.facts.addresses.clear();
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.31")));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
          {"an address that both have: no guess",
           [](PathCase& c) {
             c.source.facts.addresses.push_back(ip("172.17.0.1"));
             c.target.facts.addresses.push_back(ip("172.17.0.1"));
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "172.17.0.1")));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
          {"refused, and nobody saw by whom",
           [](PathCase& c) { c.fail_all(failure(Stage::reply, ECONNREFUSED)); },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
          {"two names of one machine: its own firewall may be the source's",
           [](PathCase& c) {
             c.target.facts = c.source.facts = {};
             c.source.facts.boot_id = c.target.facts.boot_id = "one";
             c.source.facts.addresses = c.target.facts.addresses = {ip("192.0.2.33")};
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
      }
  );
}

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
             c.target_node().bind = "10.0.0.33";
             c.target.facts.addresses.push_back(ip("10.0.0.33"));
           },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall, target_host},
           "10.0.0.33 only"},
          {"the stand-in listens on the dialled address",
           [](PathCase& c) { c.target_node().bind = "192.0.2.33"; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"the target's receive buffers ran over",
           [](PathCase& c) { c.target.counters.udp_receive_overflows = 1; },
           Status::unknown,
           Cause::local_limit,
           {}},
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
           [](PathCase& c) { c.delivered({0}).answered({0}); },
           Status::open,
           no_cause,
           {}},
          {"the dialled address is the source's own",
           [](PathCase& c) { c.source.facts.addresses.push_back(ip("198.51.100.7")); },
           Status::blocked,
           Cause::dropped,
           {source_host, source_firewall, network},
           "is w1's own address"},
          {"a loopback address for another machine",
           [](PathCase& c) { c.dial_address("127.0.0.1"); },
           Status::blocked,
           Cause::dropped,
           {source_host, source_firewall, network}},
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
           [](PathCase& c) { c.delivered({0}).answered({0}); },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(UdpVerdicts, AMissingSourceAgentIsNoVerdictOnThePath) {
  check_rows(
      PathCase::udp(),
      {
          {"unreachable",
           [](PathCase& c) { c.agent_of_source(AgentState::unreachable); },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "Connection reset by peer"},
          {"none",
           [](PathCase& c) { c.agent_of_source(AgentState::none); },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "No agent runs on w1"},
          {"lost before it told",
           [](PathCase& c) { c.agent_of_source(AgentState::lost); },
           Status::unknown,
           Cause::agent_lost,
           {},
           "Connection reset by peer"},
          {"the run ended before its turn",
           [](PathCase& c) {
             c.dial->sent = {};
             c.dial->not_tried = true;
           },
           Status::unknown,
           no_cause,
           {},
           "run ended before"},
          {"so, because the agent was lost",
           [](PathCase& c) {
             c.dial->sent = {};
             c.dial->not_tried = true;
             c.source.agent = AgentState::lost;
           },
           Status::unknown,
           Cause::agent_lost,
           {},
           "run ended before"},
          {"the wait was cut short",
           [](PathCase& c) { c.dial->not_tried = true; },
           Status::unknown,
           no_cause,
           {}},
          {"reached, yet it told nothing",
           [](PathCase& c) { c.dial.reset(); },
           Status::unknown,
           no_cause,
           {},
           "told nothing"},
          {"reached, yet it told of no attempt",
           [](PathCase& c) { c.dial->sent = {}; },
           Status::unknown,
           no_cause,
           {},
           "no attempt"},
          {"an attempt number out of range is no attempt",
           [](PathCase& c) {
             c.dial->sent = {};
             wire::DialFailure odd = failure(Stage::reply, ECONNREFUSED);
             odd.attempt = 200;
             c.dial->failures = {odd};
           },
           Status::unknown,
           no_cause,
           {},
           "no attempt"},
          {"an address that the target's agent should have told",
           [](PathCase& c) {
             c.dial.reset();
             c.address = "auto";
             c.agent_of_target(AgentState::unreachable);
           },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "\"auto\""},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
