#include "coordinator/diagnosis/closer_look.hpp"

#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

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

TEST(Burst, TellsLossByPortFromLossByChance) {
  constexpr std::uint64_t all = (std::uint64_t{1} << 40U) - 1;
  constexpr std::uint64_t even = 0x55'5555'5555;  // ports 1, 3, 5 and 7 of eight lose all
  check_rows(
      open_tunnel(),
      {
          {"half of the ports",
           [](PathCase& c) {
             c.burst(40, 0);
             c.look->receipt.burst = even;
           },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "all of 4 of 8 source ports"},
          {"one port",
           [](PathCase& c) {
             c.burst(40, 0);
             c.look->receipt.burst = all & ~std::uint64_t{0x0101010101};
           },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "goes by port"},
          {"one port, and one more probe",
           [](PathCase& c) {
             c.burst(40, 0);
             c.look->receipt.burst = all & ~std::uint64_t{0x0101010103};
           },
           Status::degraded,
           Cause::loss,
           on_the_way,
           "6 of 40 in a row were lost on the way"},
      }
  );
}

TEST(Sizes, TellWhyFullPacketsDoNotPass) {
  check_rows(
      open_tunnel(),
      {
          {"the full packet passes",
           [](PathCase& c) { c.sized(1'478, true).sized(1'478, true, true).sized(1'500, false); },
           Status::open,
           no_cause,
           {}},
          {"a router says so",
           [](PathCase& c) {
             c.sized(1'478, false).sized(1'478, true, true).sized(1'400, true);
             c.look->seen.sizes[0].icmp = icmp(3, 4, "192.0.2.1");
             c.look->seen.sizes[0].icmp->mtu = 1'400;
           },
           Status::degraded,
           Cause::mtu,
           {network},
           "192.0.2.1 says that 1400 bytes are the most that its next link takes; in fragments "
           "they get through",
           "\"MTUSize\": 1372"},
          {"a black hole",
           [](PathCase& c) { c.sized(1'478, false).sized(1'478, false, true).sized(1'396, true); },
           Status::degraded,
           Cause::mtu,
           on_the_way,
           "vanishes without a word (a black hole: w1 is not told to send less); in fragments they "
           "are lost, too",
           "\"MTUSize\": 1368"},
          {"the source's own link",
           [](PathCase& c) {
             c.sized(1'478, false).sized(1'478, true, true).sized(1'280, true);
             c.look->seen.sizes[0].error = EMSGSIZE;
           },
           Status::degraded,
           Cause::mtu,
           {source_host},
           "w1's own link does not take them"},
          {"the target did not tell: an echo may be lost",
           [](PathCase& c) {
             c.sized(1'478, false).sized(1'478, true, true);
             c.look->target_told = false;
           },
           Status::open,
           no_cause,
           {}},
          {"the source could not send it for another reason",
           [](PathCase& c) {
             c.sized(1'478, false).sized(1'478, true, true);
             c.look->seen.sizes[0].error = ENOBUFS;
           },
           Status::open,
           no_cause,
           {}},
          {"the target itself says so",
           [](PathCase& c) {
             c.sized(1'478, false).sized(1'478, true, true);
             c.look->seen.sizes[0].icmp = icmp(3, 4, "192.0.2.33");
             c.look->seen.sizes[0].icmp->mtu = 1'300;
           },
           Status::degraded,
           Cause::mtu,
           {network, target_firewall, target_host}},
          {"only fragments pass",
           [](PathCase& c) { c.sized(1'478, false).sized(1'478, true, true); },
           Status::degraded,
           Cause::mtu,
           on_the_way,
           "only fragments pass",
           "1478 bytes or more"},
          {"no size arrives: that is no question of size",
           [](PathCase& c) { c.sized(1'478, false).sized(1'478, false, true); },
           Status::open,
           no_cause,
           {}},
          {"loss comes before size",
           [](PathCase& c) { c.burst(20, 20).sized(1'478, false).sized(1'400, true); },
           Status::degraded,
           Cause::loss,
           on_the_way},
      }
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
