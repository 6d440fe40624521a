#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// Devices that are not the machine's edge: what is seen there has not left the machine.
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using evidence::DeviceKind;
using evidence::DeviceReach;
using evidence::Sight;

evidence::InnerDevice device(const char* name, DeviceKind kind, const char* network) {
  evidence::InnerDevice one;
  one.name = name;
  one.kind = kind;
  one.networks = {*parse_ip_prefix(network)};
  if (kind == DeviceKind::vxlan) one.outer_port = 4789;
  return one;
}

// w1 and w3 dial each other within a tunnel of theirs; 10.7.0.33 is w3's end.
PathCase within(PathCase one, DeviceKind kind, const char* name) {
  one.tapped();
  one.address = "10.7.0.33";
  one.source.facts.addresses.push_back(ip("10.7.0.31"));
  one.target.facts.addresses.push_back(ip("10.7.0.33"));
  one.source.inner_devices = {device(name, kind, "10.7.0.31/24")};
  one.target.inner_devices = {device(name, kind, "10.7.0.33/24")};
  one.source.ways = {{ip("10.7.0.33"), 0, std::nullopt}};
  one.target.ways = {{ip("10.7.0.31"), 0, std::nullopt}};
  return one;
}

// w1's route to w3 goes by this bridge.
PathCase bridged(PathCase one, DeviceReach reach) {
  one.tapped();
  evidence::InnerDevice bridge = device("br0", DeviceKind::bridge, "192.0.2.31/24");
  bridge.reach = reach;
  if (reach != DeviceReach::nowhere) bridge.over = {"eth0"};
  one.source.inner_devices = {bridge};
  one.source.ways = {{ip("192.0.2.33"), 0, std::nullopt}};
  return one;
}

TEST(InnerDevices, APacketWithinAnotherMayBeStoppedByEitherFirewall) {
  for (const bool udp : {true, false}) {
    SCOPED_TRACE(udp ? "udp" : "tcp");
    check_rows(
        within(udp ? PathCase::udp() : PathCase::tcp(), DeviceKind::vxlan, "vx0")
            .saw({Sight::left_wrapped}),
        {
            {"never seen coming out",
             [](PathCase&) {},
             Status::blocked,
             Cause::dropped,
             {source_firewall, network, target_firewall},
             "by vx0, a VXLAN over udp 4789: its outer packets may be dropped by either firewall",
             "udp 4789, in on w3 and out on w1"},
            {"it came out, and the inner firewall stopped it",
             [](PathCase& c) {
               c.saw({Sight::reached, Sight::past_ingress});
             },
             Status::blocked,
             Cause::dropped,
             {target_firewall},
             "let in by w3's firewall"},
            {"not even seen going in: the source's own rules",
             [](PathCase& c) { (*c.sights)[Sight::left_wrapped] = {}; },
             Status::blocked,
             Cause::dropped,
             {source_firewall},
             "never seen leaving w1"},
            {"without taps",
             [](PathCase& c) {
               c.sights.reset();
               c.source.taps = {};
             },
             Status::blocked,
             Cause::dropped,
             {source_firewall, network, target_firewall},
             "vx0"},
        }
    );
  }
}

TEST(InnerDevices, AProgramOrAPeersListCanStopItToo) {
  for (const auto& [kind, says] : {
           std::pair(DeviceKind::tun, "a TUN device"),
           std::pair(DeviceKind::wireguard, "a WireGuard tunnel"),
       }) {
    check_rows(
        within(PathCase::udp(), kind, "vpn0").saw({Sight::left_wrapped}),
        {{"not plainly",
          [](PathCase&) {},
          Status::blocked,
          Cause::dropped,
          {source_host, source_firewall, network, target_firewall, target_host},
          says,
          "outer packets of vpn0"}}
    );
  }
}

// The other site's network is taken by a VPN: w3 has no tunnel.
TEST(InnerDevices, ARouteIntoATunnelThatTheTargetDoesNotHaveMayBeWrong) {
  PathCase one = PathCase::udp().tapped().saw({Sight::left_wrapped});
  one.source.inner_devices = {device("tun0", DeviceKind::tun, "10.8.0.2/24")};
  one.source.ways = {{ip("192.0.2.33"), 0, std::nullopt}};
  EXPECT_EQ(one.judged().where, (SegmentSet{source_host, source_firewall, network}));
}

TEST(InnerDevices, ATunThatNobodyReadsIsDown) {
  PathCase one = PathCase::udp().tapped();
  one.source.inner_devices = {device("tun0", DeviceKind::tun, "10.8.0.2/24")};
  one.source.ways = {{ip("192.0.2.33"), 0, std::nullopt}};
  one.source.dead_hops = {{ip("192.0.2.33"), ip("192.0.2.33"), "eth0", true}};
  check_rows(
      one,
      {{"down",
        [](PathCase&) {},
        Status::blocked,
        Cause::unreachable_host,
        {source_host},
        "tun0, which is down",
        "start what tun0 belongs to"}}
  );
}

// It leaves plainly, to a gateway, and comes by the target's tunnel.
TEST(InnerDevices, TheTargetsTunnelAloneIsBehindItsFirewallToo) {
  PathCase one = PathCase::udp().tapped().saw({Sight::left});
  one.target.inner_devices = {device("wg0", DeviceKind::wireguard, "192.0.2.33/24")};
  EXPECT_EQ(one.judged().where, (SegmentSet{network, target_firewall, target_host}));
}

TEST(InnerDevices, TheWayBackWithinATunnel) {
  PathCase one = within(PathCase::udp(), DeviceKind::vxlan, "vx0");
  one.saw(
      {Sight::left_wrapped,
       Sight::reached,
       Sight::past_ingress,
       Sight::admitted,
       Sight::answer_wrapped}
  );
  one.delivered({0, 1, 2});
  one.receipt->observed_source = ip("10.7.0.31");
  check_rows(
      one,
      {{"back",
        [](PathCase&) {},
        Status::open,
        Cause::return_lost,
        {return_target_firewall, return_network, return_source_firewall},
        "vx0"}}
  );
}

TEST(InnerDevices, WhatIsSeenOnABridgeAndNotAtTheEdgeWasKept) {
  for (const bool udp : {true, false}) {
    SCOPED_TRACE(udp ? "udp" : "tcp");
    check_rows(
        bridged(udp ? PathCase::udp() : PathCase::tcp(), DeviceReach::outside)
            .saw({Sight::left_inside}),
        {
            {"by a rule of the bridge",
             [](PathCase&) {},
             Status::blocked,
             Cause::dropped,
             {source_firewall},
             "seen on br0, a bridge over eth0, and never leaving w1",
             "ebtables"},
            {"and at the edge: then it left",
             [](PathCase& c) { c.saw({Sight::left}); },
             Status::blocked,
             Cause::dropped,
             {network},
             "seen leaving w1"},
            {"the device leads nowhere",
             [](PathCase& c) { c.source.inner_devices[0].reach = DeviceReach::nowhere; },
             Status::blocked,
             Cause::no_route,
             {source_host},
             "leads nowhere else",
             "another network"},
        }
    );
  }
}

TEST(InnerDevices, ABridgeOfItsOwnHasTakenTheTargetsNetwork) {
  PathCase base = bridged(PathCase::udp(), DeviceReach::guests);
  base.source.inner_devices[0].name = "br-1234";
  base.fail_all(failure(evidence::DialStage::reply, EHOSTUNREACH, icmp(3, 1, "192.0.2.31")));
  check_rows(
      base,
      {
          {"nobody answers there",
           [](PathCase&) {},
           Status::blocked,
           Cause::unreachable_host,
           {source_host},
           "w1's route to 192.0.2.33 leads to br-1234 (192.0.2.31/24), a bridge of its own",
           "give br-1234 another network"},
          {"the target's taps could not tell: it may be a guest",
           [](PathCase& c) { c.target.taps = {}; },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, target_host},
           "br-1234"},
          {"the default route goes by it: no wrong device",
           [](PathCase& c) {
             c.source.facts.default_routes = {{"br-1234", ip("192.0.2.31")}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_firewall, network},
           "Nobody answers on the link"},
          {"a guest answered for the address, and it went there",
           [](PathCase& c) {
             c.dial->failures.clear();
             c.saw({Sight::left});
           },
           Status::blocked,
           Cause::dropped,
           {source_host, network}},
      }
  );
}

TEST(InnerDevices, ARuleOfTheTargetsBridgeIsItsFirewall) {
  PathCase one = PathCase::udp().tapped().saw({Sight::left, Sight::reached});
  evidence::InnerDevice bridge = device("br0", DeviceKind::bridge, "192.0.2.33/24");
  bridge.over = {"eth0"};
  one.target.inner_devices = {bridge};
  check_rows(
      one,
      {{"bridge",
        [](PathCase&) {},
        Status::blocked,
        Cause::dropped,
        {target_firewall},
        "br0, a bridge over eth0"}}
  );
}

TEST(InnerDevices, BetweenTwoNamesOfOneMachineLoopbackIsTheWay) {
  PathCase one =
      PathCase::udp().tapped().saw({Sight::left_inside, Sight::reached, Sight::past_ingress});
  one.target.facts = one.source.facts;
  EXPECT_EQ(one.judged().where, SegmentSet{target_firewall});
}

TEST(InnerDevices, WireGuardSaysThatAnAddressIsNoPeers) {
  PathCase one = within(PathCase::udp(), DeviceKind::wireguard, "wg0");
  one.fail_all(failure(evidence::DialStage::send, ENOKEY, icmp(3, 1, "10.7.0.31")));
  const Judgement verdict = one.judged();
  EXPECT_EQ(verdict.cause, Cause::no_route);
  EXPECT_EQ(verdict.where, SegmentSet{source_host});
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
