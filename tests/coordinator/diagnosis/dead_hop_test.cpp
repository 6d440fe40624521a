#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// A next hop that does not answer, on either way: whom it lets off, and that the words name it.
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Sight = evidence::Sight;
using Stage = evidence::DialStage;

evidence::DeadHop hop(const char* to, const char* by, bool link_up = true) {
  return {ip(to), ip(by), "eth0", link_up};
}

// w3 took the probes, and its taps saw no answer leave.
PathCase unanswered_udp() {
  PathCase one = PathCase::udp().tapped();
  one.target.own_questions = {{ip("192.0.2.254"), false}, {ip("192.0.2.31"), false}};
  return one.delivered({0, 1, 2}).saw(
      {Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted}
  );
}

PathCase unanswered_tcp() {
  PathCase one = PathCase::tcp().tapped();
  one.target.own_questions = {{ip("192.0.2.254"), false}};
  return one.saw(
      {Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted, Sight::answer_made}
  );
}

// A stale entry is believed for 5 s: no error comes of what is sent then.
TEST(DeadHop, OfAHostThatWentDownAWhileAgo) {
  for (const PathCase& base : {PathCase::udp(), PathCase::tcp()}) {
    check_rows(
        base,
        {
            {"no agent, and the kernel's table says that nobody answers",
             [](PathCase& c) {
               c.agent_of_target(AgentState::unreachable);
               c.source.dead_hops = {hop("192.0.2.33", "192.0.2.33")};
             },
             Status::blocked,
             Cause::unreachable_host,
             {network, target_host},
             "obody answers on the link for w3"},
            {"no agent: silence tells nothing",
             [](PathCase& c) { c.agent_of_target(AgentState::none); },
             Status::unknown,
             Cause::agent_unreachable,
             {}},
            {"another address is dead",
             [](PathCase& c) {
               c.agent_of_target(AgentState::unreachable);
               c.source.dead_hops = {hop("192.0.2.34", "192.0.2.34")};
             },
             Status::unknown,
             Cause::agent_unreachable,
             {}},
        }
    );
  }
}

TEST(DeadHop, OfAnAnswerOverUdp) {
  check_rows(
      unanswered_udp(),
      {
          {"its firewall, as far as is known",
           [](PathCase&) {},
           Status::open,
           Cause::return_lost,
           {return_target_firewall}},
          {"a gateway does not answer",
           [](PathCase& c) { c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254")}; },
           Status::open,
           Cause::return_lost,
           {return_network},
           "unreachable host: 192.0.2.254, the gateway towards 192.0.2.31, does not answer on w3's "
           "eth0",
           "Bring 192.0.2.254 up"},
          {"so, and without taps",
           [](PathCase& c) {
             c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254")};
             c.target.taps = {};
             c.sights.reset();
           },
           Status::open,
           Cause::return_lost,
           {return_network},
           "192.0.2.254"},
          {"the way to somebody else is dead",
           [](PathCase& c) { c.target.dead_hops = {hop("192.0.2.32", "192.0.2.254")}; },
           Status::open,
           Cause::return_lost,
           {return_target_firewall}},
          {"an answer was seen leaving, whatever the kernel says by now",
           [](PathCase& c) {
             c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254")};
             c.saw({Sight::answer_left});
           },
           Status::open,
           Cause::return_lost,
           {return_network},
           "no answer was seen arriving"},
          {"its interface is down",
           [](PathCase& c) { c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254", false)}; },
           Status::open,
           Cause::return_lost,
           {target_host},
           "w3's eth0, by which it would go to 192.0.2.31, is down",
           "On w3 bring eth0 up"},
          {"the source was not asked on the link",
           [](PathCase& c) { c.target.dead_hops = {hop("192.0.2.31", "192.0.2.31")}; },
           Status::open,
           Cause::return_lost,
           {return_network},
           "192.0.2.31 does not answer on w3's eth0",
           "Find out why w1 does not answer"},
          {"the source was asked on the link, and kept still",
           [](PathCase& c) {
             c.target.dead_hops = {hop("192.0.2.31", "192.0.2.31")};
             c.source.unanswered_neighbours = {{ip("192.0.2.33"), ip("192.0.2.31"), true, false}};
           },
           Status::open,
           Cause::return_lost,
           {source_host, return_source_firewall}},
          {"nobody saw whether the source was asked",
           [](PathCase& c) {
             c.target.dead_hops = {hop("192.0.2.31", "192.0.2.31")};
             c.source.taps = {};
           },
           Status::open,
           Cause::return_lost,
           {source_host, return_network, return_source_firewall}},
          {"its own firewall keeps the question",
           [](PathCase& c) {
             c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254")};
             c.target.own_questions.clear();
           },
           Status::open,
           Cause::return_lost,
           {return_target_firewall, return_network}},
          {"the gateway answered, and it did not hear",
           [](PathCase& c) {
             c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254")};
             c.target.own_questions = {{ip("192.0.2.254"), true}};
           },
           Status::open,
           Cause::return_lost,
           {target_host, return_target_firewall, return_network}},
          {"its kernel says why: no route",
           [](PathCase& c) {
             c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254")};
             c.receipt->answer_error = ENETUNREACH;
           },
           Status::open,
           Cause::return_lost,
           {target_host}},
      }
  );
}

TEST(DeadHop, OfASynAck) {
  check_rows(
      unanswered_tcp(),
      {
          {"a gateway does not answer",
           [](PathCase& c) { c.target.dead_hops = {hop("192.0.2.31", "192.0.2.254")}; },
           Status::blocked,
           Cause::unreachable_host,
           {return_network},
           "192.0.2.254, the gateway towards 192.0.2.31, does not answer on w3's eth0",
           "the gateway towards 192.0.2.31 by eth0 of w3"},
          {"its interface is down",
           [](PathCase& c) { c.target.dead_hops = {hop("192.0.2.31", "192.0.2.31", false)}; },
           Status::blocked,
           Cause::unreachable_host,
           {target_host}},
      }
  );
}

TEST(DeadHop, OfTheSource) {
  check_rows(
      PathCase::udp().tapped(),
      {
          {"a gateway, which its taps saw asked in vain",
           [](PathCase& c) {
             c.source.dead_hops = {hop("192.0.2.33", "192.0.2.254")};
             c.source.own_questions = {{ip("192.0.2.254"), false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, network},
           "192.0.2.254, the gateway towards 192.0.2.33, does not answer on w1's eth0",
           "Bring 192.0.2.254 up"},
          {"a gateway; the question for it did not leave",
           [](PathCase& c) {
             c.source.dead_hops = {hop("192.0.2.33", "192.0.2.254")};
             c.source.own_questions = {{ip("192.0.2.77"), false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, source_firewall, network}},
          {"a gateway that is the target's other address",
           [](PathCase& c) {
             c.source.dead_hops = {hop("192.0.2.33", "192.0.2.254")};
             c.source.own_questions = {{ip("192.0.2.254"), false}};
             c.target.facts.addresses.push_back(ip("192.0.2.254"));
             c.target.taps = {};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, network, target_host}},
          {"the target itself",
           [](PathCase& c) {
             c.source.dead_hops = {hop("192.0.2.33", "192.0.2.33")};
             c.source.own_questions = {{ip("192.0.2.33"), false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, network},
           "192.0.2.33 does not answer on w1's eth0",
           "Check that w3 is up"},
          {"its interface is down",
           [](PathCase& c) {
             c.source.dead_hops = {hop("192.0.2.33", "192.0.2.254", false)};
             c.source.own_questions = {{ip("192.0.2.254"), false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, network},
           "w1's eth0, by which it would go to 192.0.2.33, is down",
           "On w1 bring eth0 up"},
          {"the kernel's own word, of a gateway: the target is let off",
           [](PathCase& c) {
             c.source.dead_hops = {hop("192.0.2.33", "192.0.2.254")};
             c.source.own_questions = {{ip("192.0.2.254"), false}};
             c.target.taps = {};
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 1, "192.0.2.31")));
           },
           Status::blocked,
           Cause::unreachable_host,
           {network},
           "w1 finds no way to w3 (192.0.2.33, udp 50103): 192.0.2.254, the gateway",
           "Bring 192.0.2.254 up"},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
