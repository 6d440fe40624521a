#include "coordinator/diagnosis/closer_look.hpp"

#include "path_case.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
constexpr std::nullopt_t no_cause = std::nullopt;
const std::vector<Segment> on_the_way{source_firewall, network, target_firewall};

PathCase open_tunnel() { return PathCase::udp().delivered({0, 1, 2}).answered({0, 1, 2}); }

TEST(Burst, TwoLostOfFortyAreLoss) {
  check_rows(
      open_tunnel(),
      {
          {"none lost", [](PathCase& c) { c.burst(40, 40); }, Status::open, no_cause, {}},
          {"one lost", [](PathCase& c) { c.burst(39, 39); }, Status::open, no_cause, {}},
          {"two lost",
           [](PathCase& c) { c.burst(38, 38); },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "2 of 40",
           "a rate limit"},
          {"only answers are lost: the way there is fine",
           [](PathCase& c) { c.burst(40, 20); },
           Status::open,
           no_cause,
           {}},
          {"an answer proves the arrival",
           [](PathCase& c) { c.burst(20, 40); },
           Status::open,
           no_cause,
           {}},
          {"the target did not tell: nobody knows what was lost",
           [](PathCase& c) {
             c.burst(0, 20);
             c.look->target_told = false;
           },
           Status::open,
           no_cause,
           {}},
          {"none of the burst arrives: something cuts it off",
           [](PathCase& c) { c.burst(0, 0); },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "40 of 40"},
          {"the target's queue ran over: no fault of the way",
           [](PathCase& c) {
             c.burst(30, 30);
             c.target.counters.udp_receive_overflows = 12;
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(Burst, OutweighsAttemptsThatWereAllLost) {
  check_rows(
      PathCase::udp(),
      {
          {"a probe that was sent alone is answered",
           [](PathCase& c) {
             c.look.emplace().seen.asked_again = 1;
             c.look->seen.again_answered = true;
           },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "3 of the first ones were lost"},
          {"so, and nobody watched at the target",
           [](PathCase& c) {
             c.look.emplace().seen.asked_again = 1;
             c.look->seen.again_answered = true;
             c.agent_of_target(AgentState::none);
           },
           Status::unknown,
           Cause::agent_unreachable,
           {}},
          {"many arrive",
           [](PathCase& c) { c.burst(28, 28); },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "12 of 40"},
          {"all arrive: never plainly open",
           [](PathCase& c) { c.burst(40, 40); },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "3 of the first ones were lost, and none of 40"},
          {"none arrives",
           [](PathCase& c) { c.burst(0, 0); },
           Status::blocked,
           Cause::dropped,
           on_the_way},
      }
  );
}

// A receipt of a burst of which these ports lost all, and every `nth` probe (0: none) was lost.
std::uint64_t burst_without(std::initializer_list<unsigned> ports, unsigned nth) {
  std::uint64_t arrived = 0;
  for (unsigned probe = 0; probe < 40; ++probe) {
    const bool dead = std::ranges::find(ports, evidence::burst_port_of(probe)) != ports.end();
    if (!dead && (nth == 0 || probe % nth != 0)) arrived |= std::uint64_t{1} << probe;
  }
  return arrived;
}

TEST(Burst, TellsLossByPortFromLossByChance) {
  const auto burst = [](std::initializer_list<unsigned> ports, unsigned nth) {
    const std::uint64_t arrived = burst_without(ports, nth);
    return [arrived](PathCase& c) {
      c.burst(40, 0);
      c.look->receipt.burst = arrived;
    };
  };
  const auto loss = [&](const char* name, auto set, const char* words) {
    return Row{name, set, Status::degraded, Cause::loss, on_the_way, words};
  };
  check_rows(
      open_tunnel(),
      {
          loss("half of the ports", burst({1, 3, 5, 7}, 0), "all of 4 of 8 source ports"),
          loss("one port", burst({0}, 0), "goes by port"),
          loss("every second packet", burst({}, 2), "20 of 40 in a row were lost on the way"),
          loss("every eighth packet", burst({}, 8), "5 of 40 in a row were lost on the way"),
          loss("a port, and every third packet", burst({2}, 3), "in a row were lost on the way"),
      }
  );
}

TEST(Burst, TellsAWayBackThatGoesByPort) {
  const auto answers = [](std::initializer_list<unsigned> ports, unsigned nth) {
    const std::uint64_t arrived = burst_without(ports, nth);
    return [arrived](PathCase& c) {
      c.burst(40, 0);
      c.look->seen.burst_answered = arrived;
    };
  };
  const std::vector<Segment> on_the_way_back{
      Segment::source_host,
      Segment::return_target_firewall,
      Segment::return_network,
      Segment::return_source_firewall};
  check_rows(
      open_tunnel(),
      {
          {"half of the ports",
           answers({0, 2, 4, 6}, 0),
           Status::open,
           Cause::return_lost,
           on_the_way_back,
           "no answer came back to 4 of 8 source ports, and each to the others",
           "dead member of a bond"},
          {"answers that are lost by chance", answers({}, 3), Status::open, no_cause, {}},
          {"a port, and others by chance", answers({1}, 5), Status::open, no_cause, {}},
          {"no answer at all from the burst: no matter of ports",
           answers({0, 1, 2, 3, 4, 5, 6, 7}, 0),
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(Burst, IsNotPlainlyOpenAfterAFirstProbeThatWasLost) {
  PathCase one = PathCase::udp();
  one.delivered({0, 1}).answered({0, 1}).burst(40, 40);
  check_rows(
      one,
      {{"one of three",
        [](PathCase&) {},
        Status::open,
        no_cause,
        on_the_way,
        "1 of the first ones"}}
  );
  PathCase two = PathCase::udp();
  two.delivered({0}).answered({0}).burst(40, 40);
  check_rows(
      two,
      {{"two of three",
        [](PathCase&) {},
        Status::degraded,
        Cause::loss,
        on_the_way,
        "2 of the first ones"}}
  );
}

TEST(LastHop, IsTheLastRouterThatAnswered) {
  CloserLook look;
  EXPECT_FALSE(last_hop_of(look));
  look.seen.hops = {
      {1, ip("192.0.2.1"), false}, {3, ip("198.51.100.1"), false}, {4, ip("192.0.2.33"), true}};
  EXPECT_EQ(last_hop_of(look), ip("198.51.100.1"));
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
