#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// The rows of docs/verdicts.md that taps at both ends can tell apart, beyond the plain ones that
// journey_test.cpp goes through.
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Mode = evidence::ListenMode;
using Sight = evidence::Sight;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

PathCase arrived(PathCase one) {
  return one.tapped().saw({Sight::left, Sight::reached, Sight::past_ingress});
}

evidence::DialFailure foreign_answer() {
  evidence::DialFailure one = failure(Stage::exchange, 0);
  one.foreign_answer = true;
  return one;
}

PathCase admitted(PathCase one) {
  PathCase there = arrived(std::move(one));
  return there.saw({Sight::admitted});
}

TEST(JourneyVerdicts, OfAWrongChecksum) {
  check_rows(
      admitted(PathCase::udp()),
      {
          {"the target's tap saw it",
           [](PathCase& c) { c.saw({Sight::corrupted}); },
           Status::blocked,
           Cause::dropped,
           {source_host, network}},
          {"only the host's counter tells",
           [](PathCase& c) { c.target.counters.udp_checksum_errors = 3; },
           Status::blocked,
           Cause::dropped,
           {source_host, network, target_host}},
          {"fewer than our probes were thrown away",
           [](PathCase& c) { c.target.counters.udp_checksum_errors = 2; },
           Status::blocked,
           Cause::refused,
           {target_host}},
      }
  );
  check_rows(
      arrived(PathCase::tcp()),
      {
          {"a SYN",
           [](PathCase& c) { c.saw({Sight::corrupted}); },
           Status::blocked,
           Cause::dropped,
           {source_host, network}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatNeverLeft) {
  check_rows(
      PathCase::udp().tapped(),
      {
          {"the source's own filter",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"nobody answers at the next hop",
           [](PathCase& c) {
             c.source.dead_hops = {{ip("192.0.2.33"), ip("192.0.2.33"), "eth0", true}};
             c.source.own_questions = {{ip("192.0.2.33"), false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, network}},
          {"the next hop is the target, which was asked and kept still",
           [](PathCase& c) {
             c.source.dead_hops = {{ip("192.0.2.33"), ip("192.0.2.33"), "eth0", true}};
             c.target.unanswered_neighbours = {{ip("192.0.2.31"), ip("192.0.2.33"), true, true}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {target_host}},
          {"the neighbour table is full",
           [](PathCase& c) { c.source.counters.neighbour_table_full = 5; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"the connection tracking table is full",
           [](PathCase& c) { c.source.counters.conntrack_full = 3; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"IPsec may have disguised it",
           [](PathCase& c) { c.source.ipsec = true; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatNeverArrived) {
  check_rows(
      PathCase::udp().tapped().saw({Sight::left}),
      {
          {"vanished", [](PathCase&) {}, Status::blocked, Cause::dropped, {network}},
          {"the target's backlog ran over",
           [](PathCase& c) { c.target.counters.softnet_dropped = 3; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"it was seen leaving, whatever the source's tables",
           [](PathCase& c) { c.source.counters.neighbour_table_full = 3; },
           Status::blocked,
           Cause::dropped,
           {network}},
          {"a router says no",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.1")));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
          {"refused in the target's name",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::intercepted,
           {network},
           "w3 saw nothing come: another machine with its address",
           "ip neigh show 192.0.2.33 on w1"},
          {"so, and the source has another link-layer address for it than the target has",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
             c.target.link_addresses = {{2, 0, 0, 0, 0, 0x33}};
             c.source.link_neighbours = {{ip("192.0.2.33"), {2, 0, 0, 0, 0, 0x77}}};
           },
           Status::blocked,
           Cause::intercepted,
           {network},
           "on the link w1 sends it to 02:00:00:00:00:77, which no interface of w3 has "
           "(02:00:00:00:00:33)"},
          {"dropped, and so",
           [](PathCase& c) {
             c.target.link_addresses = {{2, 0, 0, 0, 0, 0x33}};
             c.source.link_neighbours = {{ip("192.0.2.33"), {2, 0, 0, 0, 0, 0x77}}};
           },
           Status::blocked,
           Cause::dropped,
           {network},
           "02:00:00:00:00:77"},
          {"refused by the router of a NAT",
           [](PathCase& c) {
             c.behind_nat();
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "198.51.100.7")));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatTheTargetDidNotLetIn) {
  check_rows(
      arrived(PathCase::udp()),
      {
          {"dropped", [](PathCase&) {}, Status::blocked, Cause::dropped, {target_firewall}},
          {"the connection tracking table was full",
           [](PathCase& c) { c.target.counters.conntrack_full = 3; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"it arrived, whatever the backlog",
           [](PathCase& c) { c.target.counters.softnet_dropped = 9; },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
          {"rejected: the error left",
           [](PathCase& c) { c.saw({Sight::error_left}); },
           Status::blocked,
           Cause::rejected,
           {target_firewall}},
          {"rejected: the error came back",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::rejected,
           {target_firewall}},
          {"the reverse-path filter",
           [](PathCase& c) { c.target.counters.reverse_path_filtered = 3; },
           Status::blocked,
           Cause::reverse_path,
           {target_host}},
          {"others' packets fell to that filter",
           [](PathCase& c) { c.target.counters.reverse_path_filtered = 1; },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
          {"for an address that is not the target's",
           [](PathCase& c) { c.saw({Sight::foreign_address}); },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"for another link-layer address",
           [](PathCase& c) {
             c.saw({Sight::misdelivered});
             (*c.sights)[Sight::reached] = {};
             (*c.sights)[Sight::past_ingress] = {};
           },
           Status::blocked,
           Cause::dropped,
           {network},
           "another machine's link-layer address"},
          {"a bridge's port had it for another link-layer address, and the bridge took it",
           [](PathCase& c) { c.saw({Sight::misdelivered}); },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
          {"before the host's own filters",
           [](PathCase& c) { (*c.sights)[Sight::past_ingress] = {}; },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
      }
  );
}

TEST(JourneyVerdicts, OfLiveTunnels) {
  PathCase live = admitted(PathCase::udp());
  live.listen_mode(Mode::live).listener->process = "NetManager";
  check_rows(
      live,
      {
          {"a socket took it",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
          {"no socket takes that address",
           [](PathCase&) {},
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"refused, while another socket's buffer ran over",
           [](PathCase& c) {
             c.target.counters.udp_receive_overflows = 4;
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"the owner's buffer ran over",
           [](PathCase& c) { c.target.counters.udp_receive_overflows = 4; },
           Status::unknown,
           Cause::local_limit,
           {}},
      }
  );
}

TEST(JourneyVerdicts, OfHandshakes) {
  PathCase tcp = arrived(PathCase::tcp());
  check_rows(
      tcp,
      {
          {"the target's filter resets",
           [](PathCase& c) {
             c.saw({Sight::reset_left});
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::rejected,
           {target_firewall}},
          {"somebody before it resets",
           [](PathCase& c) {
             c.sights.reset();
             c.saw({Sight::left});
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
          {"connected, and no SYN came: a proxy",
           [](PathCase& c) {
             c.sights.reset();
             c.saw({Sight::left, Sight::answer_reached, Sight::answer_admitted});
             c.connected({0, 1, 2});
           },
           Status::blocked,
           Cause::intercepted,
           {network}},
          {"connected, and no SYN left: a redirect on the source itself",
           [](PathCase& c) {
             c.sights.reset();
             c.connected({0, 1, 2});
           },
           Status::blocked,
           Cause::intercepted,
           {source_firewall}},
          {"the answer was made, and did not leave",
           [](PathCase& c) {
             c.saw({Sight::admitted, Sight::answer_made});
           },
           Status::blocked,
           Cause::return_lost,
           {return_target_firewall}},
          {"the target has no way back",
           [](PathCase& c) {
             c.saw({Sight::admitted});
             c.target.no_route_to = {ip("192.0.2.31")};
           },
           Status::blocked,
           Cause::no_route,
           {target_host}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatTheTargetsOwnRulesLeadElsewhere) {
  PathCase tcp = arrived(PathCase::tcp());
  check_rows(
      tcp,
      {
          {"another program answered in place of our stand-in",
           [](PathCase& c) {
             c.saw({Sight::redirected, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host},
           "w3, whose own rules lead tcp 10003",
           "nft list ruleset; iptables -t nat -S"},
          {"another machine did, to which they send it on",
           [](PathCase& c) {
             c.saw({Sight::forwarded, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host}},
          {"our stand-in saw none of it, though its host completed the handshake",
           [](PathCase& c) {
             c.saw({Sight::admitted, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host}},
          {"our stand-in saw it: what answered came in between",
           [](PathCase& c) {
             c.saw({Sight::admitted, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
             c.target.strangers = {{c.listener->port, ip("192.0.2.31"), 3}};
           },
           Status::blocked,
           Cause::intercepted,
           {network}},
          {"nobody holds the port that they lead it to",
           [](PathCase& c) {
             c.saw({Sight::redirected, Sight::reset_left});
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::refused,
           {target_firewall, target_host},
           "where nothing listens"},
          {"what they send on is lost",
           [](PathCase& c) { c.saw({Sight::forwarded}); },
           Status::blocked,
           Cause::dropped,
           {target_firewall, target_host, return_target_firewall},
           "and nothing came back"},
      }
  );
  PathCase udp = admitted(PathCase::udp()).saw({Sight::redirected});
  check_rows(
      udp,
      {
          {"to another program's port",
           [](PathCase&) {},
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host},
           "whose own rules lead udp 50103"},
          {"to a port that nobody holds",
           [](PathCase& c) {
             c.saw({Sight::error_left});
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::refused,
           {target_firewall, target_host}},
          {"to where its owner really holds one",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatTheSourcesOwnRulesLeadElsewhere) {
  PathCase tcp = PathCase::tcp().tapped().saw({Sight::left, Sight::diverted});
  check_rows(
      tcp,
      {
          {"another machine answered",
           [](PathCase& c) {
             c.connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {source_firewall},
           "sent elsewhere by w1's own rules (nat OUTPUT)",
           "iptables -t nat -S OUTPUT"},
          {"nobody did", [](PathCase&) {}, Status::blocked, Cause::dropped, {source_firewall}},
          {"it leads to the target all the same",
           [](PathCase& c) {
             c.saw({Sight::reached, Sight::past_ingress, Sight::admitted, Sight::answer_left});
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
          {"on one machine it leads to a container, and never comes in",
           [](PathCase& c) {
             c.target.facts = c.source.facts;
             c.source.facts.boot_id = c.target.facts.boot_id = "1";
             c.listen_mode(Mode::live).listener->process = "docker-proxy";
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::itself, "MQTT CONNACK 0");
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(JourneyVerdicts, OfAResetByTheTargetsOwnOutput) {
  PathCase tcp = admitted(PathCase::tcp());
  for (const bool live : {false, true}) {
    for (const bool half_open : {false, true}) {
      PathCase one = tcp;
      if (live) one.listen_mode(Mode::live);
      one.saw({Sight::reset_inside});
      if (half_open) one.saw({Sight::answer_made});
      const Judgement verdict = one.judged();
      EXPECT_EQ(verdict.cause, Cause::rejected) << live << half_open;
      EXPECT_EQ(verdict.where, SegmentSet{return_target_firewall}) << live << half_open;
    }
  }
}

TEST(JourneyVerdicts, OfAServiceThatIsBoundToLoopback) {
  PathCase bound = PathCase::tcp();
  bound.listen_mode(Mode::live).listener->process = "gunicorn";
  bound.listener->address = "127.0.0.1";
  check_rows(
      bound,
      {
          {"silence, and no taps",
           [](PathCase&) {},
           Status::blocked,
           Cause::refused,
           {target_host},
           "gunicorn on w3 listens on 127.0.0.1 only"},
          {"a reset",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNREFUSED)); },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"its firewall swallows the SYNs",
           [](PathCase& c) {
             c.tapped().saw({Sight::left, Sight::reached, Sight::past_ingress});
           },
           Status::blocked,
           Cause::refused,
           {target_firewall, target_host},
           "and its firewall does not let them in"},
          {"let in, and its resets are swallowed",
           [](PathCase& c) {
             c.tapped().saw({Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted});
           },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"it never arrived",
           [](PathCase& c) { c.tapped().saw({Sight::left}); },
           Status::blocked,
           Cause::dropped,
           {network}},
      }
  );
}

TEST(JourneyVerdicts, OfAProxyThatTakesConnectionsForAContainer) {
  PathCase proxied = admitted(PathCase::tcp());
  proxied.saw({Sight::answer_left, Sight::answer_reached, Sight::answer_admitted})
      .listen_mode(Mode::live)
      .listener->process = "docker-proxy";
  proxied.flow().service = inventory::Service::grpc;
  proxied.says(evidence::AnswerKind::itself, "HTTP/2 SETTINGS");
  EXPECT_EQ(proxied.judged().status, Status::open);
  EXPECT_EQ(proxied.judged().caveats, CaveatSet{Caveat::docker_path});
  proxied.flow().source_preserved = true;
  check_rows(
      proxied,
      {
          {"the service would note the wrong address",
           [](PathCase&) {},
           Status::blocked,
           Cause::source_rewritten,
           {target_firewall, target_host},
           "are taken by docker-proxy on w3 itself",
           "systemctl restart docker"},
          {"with its rules it is sent on, and INPUT does not see it",
           [](PathCase& c) {
             (*c.sights)[Sight::admitted] = {};
             c.saw({Sight::forwarded});
           },
           Status::open,
           no_cause,
           {}},
          {"within one machine nothing depends on it",
           [](PathCase& c) {
             c.target.facts = c.source.facts;
             c.source.facts.boot_id = c.target.facts.boot_id = "1";
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

// The source's taps see a SYN-ACK come in whoever made it.
TEST(JourneyVerdicts, WithoutTheTargetsWordAConnectionMayBeAnybodys) {
  PathCase alone = PathCase::tcp().agent_of_target(AgentState::none).connected({0, 1, 2});
  alone.tapped().saw({Sight::left, Sight::answer_reached, Sight::answer_admitted});
  alone.mode = evidence::DialMode::bare;
  EXPECT_EQ(alone.judged().status, Status::unknown);
  alone.flow().service = inventory::Service::http;
  alone.says(evidence::AnswerKind::itself, "HTTP/1.1 200");
  EXPECT_EQ(alone.judged().status, Status::open);
  EXPECT_EQ(alone.judged().caveats, CaveatSet{Caveat::unconfirmed});
}

TEST(JourneyVerdicts, OfPortsThatDockerPublishes) {
  PathCase published = arrived(PathCase::tcp());
  published.listen_mode(Mode::live).listener->process = "docker-proxy";
  published.target.facts.docker = true;
  published.mode = evidence::DialMode::bare;
  check_rows(
      published,
      {
          {"not admitted by INPUT, which is not on its way",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           {target_firewall, target_host, return_target_firewall}},
          {"answered by the container",
           [](PathCase& c) {
             c.saw({Sight::forwarded, Sight::answer_left, Sight::answer_reached});
             c.saw({Sight::answer_admitted}).connected({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(JourneyVerdicts, TellOfFirewallsThatDrawTheirOwnSequenceNumbers) {
  PathCase tcp = admitted(PathCase::tcp());
  tcp.delivered({0, 1, 2}).answered({0, 1, 2});
  EXPECT_TRUE(tcp.judged().caveats.empty());
  for (const Sight changed : {Sight::rewritten, Sight::answer_changed}) {
    PathCase one = tcp;
    one.saw({changed});
    EXPECT_EQ(one.judged().caveats, CaveatSet{Caveat::sequence_rewritten});
  }
}

TEST(JourneyVerdicts, OfALiveServiceThatTheTargetConfirms) {
  PathCase live = admitted(PathCase::tcp());
  live.saw({Sight::answer_made, Sight::answer_left, Sight::answer_reached, Sight::answer_admitted})
      .listen_mode(Mode::live)
      .connected({0, 1, 2});
  live.mode = evidence::DialMode::bare;
  check_rows(
      live,
      {
          {"a bare connect is open", [](PathCase&) {}, Status::open, no_cause, {}},
          {"it answers as itself",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::itself, "MQTT CONNACK 0");
           },
           Status::open,
           no_cause,
           {}},
          {"a rule leads it to another port, and nothing is said there",
           [](PathCase& c) { c.saw({Sight::redirected}); },
           Status::unknown,
           no_cause,
           {}},
          {"so, and what speaks there is the service",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.saw({Sight::redirected}).says(evidence::AnswerKind::itself, "MQTT CONNACK 0");
           },
           Status::open,
           no_cause,
           {}},
          {"something else speaks there",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::other, "HTTP/1.1 400");
           },
           Status::blocked,
           Cause::wrong_service,
           {target_host}},
          {"it stays silent",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::silent, "");
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
