#include "path_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
constexpr std::nullopt_t no_cause = std::nullopt;
const std::vector<Segment> on_the_way{source_firewall, network, target_firewall};

TEST(Sizes, TellWhyFullPacketsDoNotPass) {
  check_rows(
      PathCase::udp().delivered({0, 1, 2}).answered({0, 1, 2}),
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
          {"the source's own egress filter",
           [](PathCase& c) {
             c.sized(1'478, false).sized(1'478, true, true).sized(1'280, true);
             c.look->seen.sizes[0].error = ENOBUFS;
           },
           Status::degraded,
           Cause::mtu,
           {source_firewall},
           "w1's own kernel drops them (ENOBUFS"},
          {"a queue of the source's own that takes nothing",
           [](PathCase& c) {
             c.sized(1'478, false).sized(1'280, false);
             for (auto& one : c.look->seen.sizes) one.error = ENOBUFS;
           },
           Status::open,
           no_cause,
           {}},
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

}  // namespace
}  // namespace oakprobe::diagnosis::test
