#include "finding_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::into_w2;
using test::none;

TEST(AdvertisedAddress, WhatTheFilesSay) {
  test::check_finding_rows({
      {"no address",
       [](auto&, auto& w2) {
         w2.netcfg.public_address = "";
         w2.netcfg.unknown_keys = {"Colour", "NodePublicAdress"};
       },
       {"advertised-address-empty error"},
       into_w2,
       "the file has NodePublicAdress"},
      {"a name",
       [](auto&, auto& w2) { w2.netcfg.public_address = "w2.example"; },
       {"advertised-address-name error"},
       into_w2,
       "'w2.example'"},
      {"a left placeholder",
       [](auto&, auto& w2) { w2.netcfg.public_address = "<IP>"; },
       {"advertised-address-name error"},
       into_w2,
       "'<IP>'"},
      {"auto is no value",
       [](auto&, auto& w2) { w2.netcfg.public_address = "auto"; },
       {"advertised-address-name error"},
       into_w2},
      {"IPv6",
       [](auto&, auto& w2) { w2.netcfg.public_address = "2001:db8::32"; },
       {"advertised-address-ipv6 error"},
       into_w2},
      {"another address",
       [](auto&, auto& w2) { w2.netcfg.public_address = "203.0.113.9"; },
       {"advertised-address-mismatch error"},
       into_w2,
       "not the inventory's 192.0.2.32"},
      {"another address found out",
       [](auto&, auto& w2) { w2.outbound_address = parse_ip_address("10.0.0.5"); },
       {"advertised-address-mismatch error"},
       into_w2,
       "advertises 10.0.0.5"},
      {"asks the internet for its address",
       [](auto&, auto& w2) {
         w2.netcfg.public_ip_networking = true;
         w2.outbound_address = parse_ip_address("10.0.0.5");
       },
       none,
       none},
      {"found out behind a router",
       [](auto&, auto&) {},
       {"advertised-address-mismatch error"},
       into_w2,
       "not the inventory's 198.51.100.7",
       "address: 192.0.2.32, tunnel: {address: 198.51.100.7}"},
      {"an exception leads some peers to it",
       [](auto&, auto&) {},
       {"advertised-address-mismatch error"},
       {"worker-tunnel w3 > w2"},
       "",
       "address: 192.0.2.32, tunnel: {address: 198.51.100.7},"
       " dial: [{from: {name: w1}, address: 192.0.2.32}]"},
      {"the inventory asks the agent",
       [](auto&, auto& w2) { w2.netcfg.public_address = "203.0.113.9"; },
       none,
       none,
       "",
       "address: auto"},
      {"a name that nobody resolved", [](auto&, auto&) {}, none, none, "", "address: w2.example"},
      {"a name that resolves to it",
       [](auto& one, auto&) {
         one.path("worker-tunnel", "w1", "w2")->dial.emplace().dialled =
             parse_ip_address("192.0.2.32");
       },
       none,
       none,
       "",
       "address: w2.example"},
      {"a name that resolves to another",
       [](auto& one, auto&) {
         one.path("worker-tunnel", "w1", "w2")->dial.emplace().dialled =
             parse_ip_address("192.0.2.99");
       },
       {"advertised-address-mismatch error"},
       into_w2,
       "",
       "address: w2.example"},
  });
}

TEST(AdvertisedAddress, WhatNodeEngineTellsOfIt) {
  test::check_finding_rows({
      {"an address in public_ip that is not the inventory's",
       [](auto& one, auto& w2) {
         one.check.inventory.nodes[3].release_origin = inventory::ReleaseOrigin::newer;
         w2.node_engine.written_by_newer = true;
         w2.node_engine.public_ip = "203.0.113.9";
       },
       {"advertised-address-mismatch error"},
       into_w2,
       "public_ip"},
      {"auto in public_ip is found out elsewhere",
       [](auto& one, auto& w2) {
         one.check.inventory.nodes[3].release_origin = inventory::ReleaseOrigin::newer;
         w2.node_engine.written_by_newer = true;
         w2.node_engine.public_ip = "auto";
         w2.outbound_address = parse_ip_address("10.0.0.5");
       },
       none,
       none},
      {"asks the internet for its address over IPv6",
       [](auto&, auto& w2) {
         w2.netcfg.public_ip_networking = true;
         w2.outbound_ipv6 = parse_ip_address("2001:db8::32");
       },
       {"advertised-address-ipv6 warning"},
       none},
      {"asks the internet for its address, with local IPv6 only",
       [](auto&, auto& w2) {
         w2.netcfg.public_ip_networking = true;
         w2.outbound_ipv6 = parse_ip_address("fd00::32");
       },
       none,
       none},
      {"a loopback address that the inventory asks for",
       [](auto&, auto& w2) { w2.netcfg.public_address = "127.0.1.1"; },
       {"advertised-address-local error"},
       into_w2,
       "127.0.1.1",
       "address: auto"},
  });
}

}  // namespace
}  // namespace oakprobe::diagnosis
