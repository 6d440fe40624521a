#include "path_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;

// w1 resolves w3's name to an address that w3, which has 192.0.2.33, does not have.
PathCase named(const char* resolved) {
  PathCase one = PathCase::udp();
  one.dial_address("w3.example");
  one.dial->dialled = ip(resolved);
  one.dial->alternatives = {ip(resolved)};
  one.target.facts.addresses = {ip("192.0.2.33")};
  return one;
}

TEST(LedAstray, WhatANameGaveIsHeldAgainstWhatItsNodeHas) {
  check_rows(
      named("192.0.2.77"),
      {
          {"by the host's own file",
           [](PathCase& c) { c.dial->by_hosts_file = true; },
           Status::blocked,
           Cause::dropped,
           {source_host, source_firewall, network},
           "w1 takes w3.example for 192.0.2.77, by w1's /etc/hosts; w3 has 192.0.2.33.",
           "Correct the line with w3.example in w1's /etc/hosts to 192.0.2.33; or, if 192.0.2.77 "
           "is to lead to w3:"},
          {"by that of the container that dials",
           [](PathCase& c) { c.dial->by_hosts_file = c.dial->by_dialler = true; },
           Status::blocked,
           Cause::dropped,
           {source_host, source_firewall, network},
           "by the /etc/hosts of the container on w1 that dials; w3 has"},
          {"by DNS: a router may have that address, and forward",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           {source_host, source_firewall, network},
           "w1 takes w3.example for 192.0.2.77; w3 has 192.0.2.33.",
           "(getent ahosts w3.example there); or, if 192.0.2.77 is to lead to w3:"},
          {"it works: then a router forwards",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
             c.dial->by_hosts_file = true;
           },
           Status::open,
           std::nullopt,
           {}},
          {"nobody knows what w3 has",
           [](PathCase& c) {
             c.target.facts.addresses.clear();
             c.dial->by_hosts_file = true;
           },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
      }
  );
}

// Several nodes may be behind one public address.
TEST(LedAstray, AnotherNodesAddressIsNamed) {
  PathCase one = named("192.0.2.31");
  one.source.facts.addresses = {ip("192.0.2.30")};
  one.source_node().address = "192.0.2.30";
  inventory::Node other = one.target_node();
  other.name = "w2";
  other.address = "192.0.2.31";
  one.inventory.nodes.push_back(other);
  check_rows(
      one,
      {{"w2's",
        [](PathCase&) {},
        Status::blocked,
        Cause::dropped,
        {source_host, source_firewall, network},
        "w1 takes w3.example for 192.0.2.31, which the inventory gives for w2; w3 has 192.0.2.33.",
        "Let w1 resolve w3.example to 192.0.2.33 (getent ahosts w3.example there); or, if"}}
  );
}

TEST(LedAstray, ANameThatLedToTheTargetIsNotBlamed) {
  PathCase one = named("192.0.2.77");
  one.dial->by_hosts_file = true;
  one.saw({evidence::Sight::left, evidence::Sight::reached}).tapped();
  EXPECT_EQ(one.judged().astray, Astray::none);
}

TEST(LedAstray, FewOfManyAddressesAreTold) {
  PathCase one = named("192.0.2.77");
  for (int last = 40; last < 60; ++last)
    one.target.facts.addresses.push_back(ip(("192.0.2." + std::to_string(last)).c_str()));
  check_rows(
      one,
      {{"all are as good",
        [](PathCase&) {},
        Status::blocked,
        Cause::dropped,
        {source_host, source_firewall, network},
        "w3 has 192.0.2.33, 192.0.2.40, 192.0.2.41."}}
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
