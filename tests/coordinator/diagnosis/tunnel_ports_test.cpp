#include "finding_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::into_w2;
using test::none;

constexpr auto missing = oakestra::FileState::missing;
constexpr auto unseen = oakestra::FileState::unseen;

TEST(TunnelPorts, AreHeldAgainstEachOther) {
  test::check_finding_rows({
      {"advertised port moved alone",
       [](auto& one, auto& w2) {
         w2.netcfg.public_port = "50104";
         one.refuse_tunnels();
       },
       {"tunnel-port-mismatch error"},
       into_w2,
       "advertises tunnel port 50104"},
      {"bound port moved alone",
       [](auto& one, auto& w2) {
         w2.tuncfg.port = 50104;
         one.refuse_tunnels();
       },
       {"tunnel-port-mismatch error"},
       into_w2,
       "binds 50104 (TunnelPort in tuncfg.json)"},
      {"advertised port moved, no tuncfg.json",
       [](auto&, auto& w2) {
         w2.netcfg.public_port = "50104";
         w2.tuncfg = {};
         w2.tuncfg.state = missing;
       },
       {"tunnel-port-mismatch error"},
       into_w2,
       "there is no tuncfg.json"},
      {"tuncfg not to be read",
       [](auto&, auto& w2) { w2.tuncfg.state = unseen; },
       {"config-not-seen info"},
       none},
      {"a port that is none",
       [](auto&, auto& w2) { w2.tuncfg.port = 70'000; },
       {"tunnel-port-mismatch error"},
       into_w2,
       "binds 70000"},
      {"a forward that the inventory has",
       [](auto&, auto& w2) { w2.netcfg.public_port = "50200"; },
       none,
       none,
       "",
       "address: 192.0.2.32, tunnel: {port: 50200, listen: 50103}"},
      {"a forward to another port",
       [](auto&, auto& w2) {
         w2.netcfg.public_port = "50200";
         w2.tuncfg.port = 50104;
       },
       {"tunnel-port-mismatch error"},
       into_w2,
       "forwarded to 50103, but binds 50104",
       "address: 192.0.2.32, tunnel: {port: 50200, listen: 50103}"},
      {"a forward that a probe took",
       [](auto& one, auto& w2) {
         w2.tuncfg.port = 50104;
         one.path("worker-tunnel", "w1", "w2")->listen_port = 50104;
       },
       none,
       none},
      {"the worker's own redirection, which a probe took",
       [](auto& one, auto& w2) {
         w2.tuncfg.port = 50104;
         auto path = one.path("worker-tunnel", "w1", "w2");
         path->sights.edit()[evidence::Sight::redirected].insert(0);
       },
       none,
       none},
      {"both moved, and the inventory too",
       [](auto&, auto& w2) {
         w2.netcfg.public_port = "50777";
         w2.tuncfg.port = 50777;
       },
       none,
       none,
       "",
       "address: 192.0.2.32, tunnel: {port: 50777}"},
      {"both moved, the inventory not",
       [](auto&, auto& w2) {
         w2.netcfg.public_port = "50777";
         w2.tuncfg.port = 50777;
       },
       {"advertised-port-mismatch error"},
       into_w2,
       "not the inventory's 50103"},
      {"octal",
       [](auto&, auto& w2) { w2.netcfg.public_port = "20547"; },
       {"tunnel-port-mismatch error"},
       into_w2,
       "20547"},
      {"no port",
       [](auto&, auto& w2) { w2.netcfg.public_port = ""; },
       {"advertised-port-empty warning"},
       none},
      {"a word for a port",
       [](auto&, auto& w2) { w2.netcfg.public_port = "true"; },
       {"advertised-port-invalid error"},
       into_w2},
  });
}

}  // namespace
}  // namespace oakprobe::diagnosis
