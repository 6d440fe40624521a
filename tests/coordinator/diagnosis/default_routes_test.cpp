#include "finding_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::around_w2;
using test::none;

TEST(DefaultRoutes, OfAWorker) {
  test::check_finding_rows({
      {"no default route",
       [](auto&, auto& w2) { w2.default_routes->clear(); },
       {"no-default-route error"},
       around_w2},
      {"no default route, nothing deployed",
       [](auto&, auto& w2) {
         test::take_files_from(w2);
         w2.default_routes->clear();
       },
       {"no-default-route warning"},
       none},
      {"routes not to be read", [](auto&, auto& w2) { w2.default_routes.reset(); }, none, none},
      {"two default routes",
       [](auto&, auto& w2) {
         w2.default_routes->push_back({"wlan0", std::nullopt});
       },
       {"several-default-routes error"},
       around_w2,
       "eth0, wlan0"},
      {"two default routes, one is chosen",
       [](auto&, auto& w2) {
         w2.default_routes->push_back({"wlan0", std::nullopt});
         w2.netcfg.default_interface = "wlan0";
       },
       none,
       none},
      {"two default routes, neither is chosen",
       [](auto&, auto& w2) {
         w2.default_routes->push_back({"wlan0", std::nullopt});
         w2.netcfg.default_interface = "eth7";
       },
       {"several-default-routes error"},
       around_w2,
       "it names eth7"},
      {"two default routes, NetManager runs",
       [](auto& one, auto& w2) {
         one.run_tunnel();
         w2.default_routes->push_back({"wlan0", std::nullopt});
       },
       {"several-default-routes warning"},
       none},
      {"one default route over two next hops",
       [](auto&, auto& w2) {
         w2.default_routes->front().next_hops = 2;
         w2.netcfg.default_interface = "eth0";
       },
       {"several-default-routes error"},
       around_w2,
       "multipath"},
      {"a default route that refuses behind the real one",
       [](auto&, auto& w2) {
         w2.default_routes->push_back({"unreachable", std::nullopt, 0});
       },
       {"several-default-routes error"},
       around_w2,
       "eth0, unreachable"},
      {"so, and one is chosen",
       [](auto&, auto& w2) {
         w2.default_routes->push_back({"unreachable", std::nullopt, 0});
         w2.netcfg.default_interface = "eth0";
       },
       none,
       none},
      {"only a default route that refuses",
       [](auto&, auto& w2) {
         *w2.default_routes = {{"blackhole", std::nullopt, 0}};
       },
       {"no-default-route error"},
       around_w2,
       "blackhole"},
  });
}

}  // namespace
}  // namespace oakprobe::diagnosis
