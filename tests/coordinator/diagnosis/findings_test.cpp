#include "coordinator/diagnosis/findings.hpp"

#include "check_case.hpp"
#include "finding_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace oakprobe::diagnosis {
namespace {

using test::FindingCase;
using test::verdict_of;
using testing::ElementsAreArray;
using testing::HasSubstr;
using Lines = std::vector<std::string>;

const Lines none;
const Lines into_w2{"worker-tunnel w1 > w2", "worker-tunnel w3 > w2"};
const Lines around_w2{
    "worker-tunnel w1 > w2",
    "worker-tunnel w2 > w1",
    "worker-tunnel w2 > w3",
    "worker-tunnel w3 > w2"};
const Lines w2_to_broker{"worker-mqtt w2 > edge-a"};
const Lines w2_to_cluster{"worker-handshake w2 > edge-a", "worker-mqtt w2 > edge-a"};

constexpr auto broken = oakestra::FileState::broken;
constexpr auto missing = oakestra::FileState::missing;
constexpr auto unseen = oakestra::FileState::unseen;

struct Row {
  const char* name;
  std::function<void(FindingCase&, evidence::Facts& w2)> change;
  Lines told;     // of w2
  Lines spoiled;  // of all
  const char* says = "";
  const char* w2 = "address: 192.0.2.32";
};

void no_files(evidence::Facts& facts) {
  facts.netcfg = {};
  facts.tuncfg = {};
  facts.node_engine = {};
}

// Nobody is let through: as a tunnel port without a listener is judged.
void refuse_tunnels(FindingCase& one) {
  one.judge_all(
      "worker-tunnel", "w2", verdict_of(Status::blocked, Cause::refused, {Segment::target_host})
  );
}

void live_tunnel(FindingCase& one) {
  evidence::ArmedPort port;
  port.port = {Protocol::udp, 50103};
  port.mode = evidence::ListenMode::live;
  one.node("w2").observation.armed = {port};
}

const Row rows[] = {
    {"all is well", [](auto&, auto&) {}, none, none},
    {"before a deployment", [](auto&, auto& w2) { no_files(w2); }, none, none},
    {"the address spelled out",
     [](auto&, auto& w2) { w2.netcfg.public_address = "192.0.2.32"; },
     none,
     none},

    // Files
    {"netcfg broken",
     [](auto&, auto& w2) {
       w2.netcfg = {};
       w2.netcfg.state = broken;
       w2.netcfg.problem = "line 2: no comma";
     },
     {"netcfg-unreadable error"},
     around_w2,
     "line 2: no comma"},
    {"netcfg broken, NetManager runs",
     [](auto& one, auto& w2) {
       live_tunnel(one);
       w2.netcfg.state = broken;
     },
     {"netcfg-unreadable warning"},
     none,
     "will not start again"},
    {"tuncfg broken",
     [](auto&, auto& w2) { w2.tuncfg.state = broken; },
     {"tuncfg-unreadable warning"},
     none,
     "port 50103, MTU 1450"},
    {"conf broken",
     [](auto&, auto& w2) { w2.node_engine.state = broken; },
     {"conf-unreadable error"},
     {"worker-handshake w2 > edge-a"},
     "empties it"},
    {"netcfg not to be read",
     [](auto&, auto& w2) {
       w2.netcfg = {};
       w2.netcfg.state = unseen;
       w2.netcfg.problem = "Permission denied";
     },
     {"config-not-seen info"},
     none,
     "Permission denied"},

    // The advertised address
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

    // The ports
    {"advertised port moved alone",
     [](auto& one, auto& w2) {
       w2.netcfg.public_port = "50104";
       refuse_tunnels(one);
     },
     {"tunnel-port-mismatch error"},
     into_w2,
     "advertises tunnel port 50104"},
    {"bound port moved alone",
     [](auto& one, auto& w2) {
       w2.tuncfg.port = 50104;
       refuse_tunnels(one);
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

    // Routes
    {"no default route",
     [](auto&, auto& w2) { w2.default_routes->clear(); },
     {"no-default-route error"},
     around_w2},
    {"no default route, nothing deployed",
     [](auto&, auto& w2) {
       no_files(w2);
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
       live_tunnel(one);
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

    // NodeEngine's file
    {"text for public_ip under the release that reads true and false",
     [](auto&, auto& w2) {
       w2.node_engine.old_problem = "public_ip is text, not true or false";
       w2.node_engine.written_by_newer = true;
     },
     {"conf-unreadable error"},
     {"worker-handshake w2 > edge-a"},
     "v0.4.411 can't read"},
    {"text for public_ip, no release named",
     [](auto& one, auto& w2) {
       one.check.inventory.nodes[3].release_origin = inventory::ReleaseOrigin::assumed;
       w2.node_engine.old_problem = "public_ip is text, not true or false";
       w2.node_engine.written_by_newer = true;
     },
     none,
     none},
    {"a long file, no release named",
     [](auto& one, auto& w2) {
       one.check.inventory.nodes[3].release_origin = inventory::ReleaseOrigin::assumed;
       w2.node_engine.old_problem = "it has 2,100 bytes";
     },
     {"conf-unreadable error"},
     {"worker-handshake w2 > edge-a"},
     "which is assumed"},
    {"a long file under a newer release",
     [](auto& one, auto& w2) {
       one.check.inventory.nodes[3].release_origin = inventory::ReleaseOrigin::newer;
       w2.node_engine.old_problem = "it has 2,100 bytes";
     },
     none,
     none},
    {"a broken file under a newer release",
     [](auto& one, auto& w2) {
       one.check.inventory.nodes[3].release_origin = inventory::ReleaseOrigin::newer;
       w2.node_engine.state = broken;
     },
     {"conf-unreadable error"},
     {"worker-handshake w2 > edge-a"},
     "writes its defaults over it"},
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

    // The cluster
    {"another broker port",
     [](auto&, auto& w2) { w2.netcfg.mqtt_port = "1883"; },
     {"cluster-mqtt-port-mismatch error"},
     w2_to_broker,
     "port 1883"},
    {"no broker port",
     [](auto&, auto& w2) { w2.netcfg.mqtt_port = ""; },
     {"cluster-mqtt-port-empty warning"},
     none},
    {"another cluster",
     [](auto&, auto& w2) { w2.node_engine.cluster_address = "192.0.2.21"; },
     {"cluster-address-mismatch error"},
     w2_to_cluster,
     "edge-a is at 192.0.2.20 port 10100"},
    {"the default cluster",
     [](auto&, auto& w2) { w2.node_engine.cluster_address = "0.0.0.0"; },
     {"cluster-address-mismatch error"},
     w2_to_cluster},
    {"the cluster by its name",
     [](auto&, auto& w2) { w2.node_engine.cluster_address = "edge-a.example"; },
     none,
     none},
    {"another port of the cluster",
     [](auto&, auto& w2) { w2.node_engine.cluster_port = 443; },
     {"cluster-address-mismatch error"},
     {"worker-handshake w2 > edge-a"}},
    {"the cluster on the same machine",
     [](auto& one, auto& w2) {
       w2.node_engine.cluster_address = "127.0.0.1";
       one.facts("edge-a").boot_id = w2.boot_id;
       one.facts("edge-a").addresses = w2.addresses;
     },
     none,
     none},

    // Host names
    {"one host name for two machines",
     [](auto&, auto& w2) { w2.host_name = "w3"; },
     {"host-name-doubled warning"},
     none,
     "one host name, w3"},
    {"one host name, two containers of one machine",
     [](auto& one, auto& w2) {
       w2.host_name = "w3";
       w2.boot_id = one.facts("w3").boot_id;
       w2.uts_namespace = 11, w2.network_namespace = 21;
       one.facts("w3").uts_namespace = 12, one.facts("w3").network_namespace = 22;
     },
     {"host-name-doubled warning"},
     none,
     "two containers"},
    {"one host name, two network namespaces of a lab",
     [](auto& one, auto& w2) {
       w2.host_name = "w3";
       w2.boot_id = one.facts("w3").boot_id;
       w2.uts_namespace = 11, w2.network_namespace = 21;
       one.facts("w3").uts_namespace = 11, one.facts("w3").network_namespace = 22;
     },
     none,
     none},
    {"one host name, one machine",
     [](auto& one, auto& w2) {
       w2.host_name = "w3";
       w2.boot_id = one.facts("w3").boot_id;
     },
     none,
     none},
};

TEST(Findings, HoldWhatAWorkerHasAgainstTheInventory) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    FindingCase one(row.w2);
    row.change(one, one.facts("w2"));
    find_findings(one.check);
    EXPECT_THAT(one.told("w2"), ElementsAreArray(row.told));
    EXPECT_THAT(one.told("w1"), ElementsAreArray(none));
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.spoiled));
    for (const Finding& finding : one.node("w2").findings) {
      EXPECT_THAT(finding.message, HasSubstr(row.says));
      EXPECT_NE(finding.fix, "");
    }
  }
}

TEST(Findings, TellWorkersThatAdvertiseOneAddress) {
  const auto give = [](FindingCase& one, std::initializer_list<const char*> workers) {
    for (const char* name : workers) {
      one.facts(name).netcfg.public_address = "192.0.2.32";
      one.check.inventory.nodes[index_of(*one.check.inventory.find_node(name))].address = "auto";
    }
    test::change_all(one.check.paths, [](FinishedPath& path) {
      path.dial.emplace().dialled = parse_ip_address("192.0.2.32");
    });
  };
  const Lines doubled{"advertised-address-doubled error"};
  FindingCase two;
  give(two, {"w1", "w2"});
  two.path("worker-tunnel", "w3", "w2")->receipt.emplace().delivered = evidence::AttemptSet(0b111);
  find_findings(two.check);
  EXPECT_THAT(two.told("w1"), ElementsAreArray(doubled));
  EXPECT_THAT(two.told("w2"), ElementsAreArray(doubled));
  EXPECT_THAT(two.told("w3"), ElementsAreArray(none));
  // w2 alone has the address, and was reached there.
  EXPECT_THAT(
      two.spoiled(),
      testing::UnorderedElementsAre(
          "worker-tunnel w1 > w2", "worker-tunnel w2 > w1", "worker-tunnel w3 > w1"
      )
  );
  EXPECT_THAT(
      two.node("w1").findings[0].message, HasSubstr("w1 and w2 advertise the same address")
  );

  FindingCase ports;
  give(ports, {"w1", "w2"});
  ports.facts("w1").netcfg.public_port = "50104";
  ports.facts("w1").tuncfg.port = 50104;
  find_findings(ports.check);
  EXPECT_THAT(ports.told("w2"), ElementsAreArray(none));

  FindingCase machine;  // two names of one
  give(machine, {"w1", "w2"});
  machine.facts("w1").boot_id = machine.facts("w2").boot_id;
  machine.facts("w1").addresses = machine.facts("w2").addresses;
  find_findings(machine.check);
  EXPECT_THAT(machine.told("w2"), ElementsAreArray(none));
}

TEST(Findings, ExpectNoTunnelWhereTheOverlayIsOff) {
  FindingCase one;
  one.facts("w2").node_engine.overlay = oakestra::Overlay::off;
  one.facts("w2").netcfg.public_address = "";
  one.facts("w2").netcfg.mqtt_port = "";
  one.path("worker-tunnel", "w1", "w2")->verdict =
      verdict_of(Status::blocked, Cause::dropped, {Segment::network});
  one.path("worker-tunnel", "w1", "w3")->verdict =
      verdict_of(Status::blocked, Cause::dropped, {Segment::network});
  find_findings(one.check);
  summarize(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("overlay-not-expected info"));
  auto path = one.path("worker-tunnel", "w1", "w2");
  EXPECT_EQ(path->verdict->status, Status::unknown);
  EXPECT_TRUE(path->accepted);
  EXPECT_EQ(one.path("worker-tunnel", "w3", "w2")->verdict->status, Status::open);
  EXPECT_EQ(one.path("worker-tunnel", "w1", "w3")->verdict->status, Status::blocked);
}

TEST(Findings, FollowTheOverlayWhereTunnelIpMovesIt) {
  struct Case {
    const char* name;
    const char* address;
    const char* tunnel;
    bool policy;
    bool captured;
  };
  const Case cases[] = {
      {"as shipped", "10.20.0.7", "10.19.1.254", false, true},
      {"moved away", "10.20.0.7", "172.19.1.254", false, false},
      {"moved onto it", "172.20.0.7", "172.19.1.254", false, true},
      {"no address", "10.20.0.7", "none", false, false},
      {"policy routing", "10.20.0.7", "10.19.1.254", true, false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one(std::string("address: ") + row.address);
    no_files(one.facts("w2"));
    one.facts("w2").addresses = {*parse_ip_address(row.address)};
    for (const char* peer : {"w1", "w3"}) {
      one.facts(peer).tuncfg.address = row.tunnel;
      if (row.policy) one.node(peer).observation.policy_routed = {*parse_ip_address(row.address)};
    }
    find_findings(one.check);
    const Lines wanted{"address-in-overlay-range error"};
    EXPECT_THAT(one.told("w1"), ElementsAreArray(row.captured ? wanted : none));
  }
}

TEST(Findings, LeaveAFaultThatIsProvedElsewhere) {
  FindingCase one;
  one.facts("w2").tuncfg.port = 50104;
  refuse_tunnels(one);
  one.path("worker-tunnel", "w1", "w2")->verdict =
      verdict_of(Status::blocked, Cause::dropped, {Segment::network});
  find_findings(one.check);
  EXPECT_THAT(one.spoiled(), ElementsAreArray({"worker-tunnel w3 > w2"}));
  EXPECT_EQ(one.path("worker-tunnel", "w1", "w2")->verdict->cause, Cause::dropped);
  const Judgement verdict = *one.path("worker-tunnel", "w3", "w2")->verdict;
  EXPECT_EQ(verdict.status, Status::blocked);
  EXPECT_EQ(verdict.where, SegmentSet{Segment::target_host});
  EXPECT_EQ(verdict.rule, Rule::found_on_node);
  EXPECT_EQ(verdict.finding, (FindingPlace{true, 0}));
}

TEST(Findings, TellAddressesThatTheTunWillTake) {
  struct Case {
    const char* name;
    const char* address;
    const char* route;
    bool captured;
  };
  const Case cases[] = {
      {"in the range", "10.20.0.7", nullptr, true},
      {"at its end", "10.31.255.254", nullptr, true},
      {"beyond it", "10.32.0.1", nullptr, false},
      {"on-link", "10.20.0.7", "10.20.0.0/24", false},
      {"by a route as wide as the range", "10.20.0.7", "10.16.0.0/12", true},
      {"by a narrower route", "10.20.0.7", "10.16.0.0/13", false},
      {"unique local", "fd00::7", nullptr, true},
      {"unique local, on-link", "fd00::7", "fd00::/64", false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one(std::string("address: \"") + row.address + "\"");
    no_files(one.facts("w2"));
    one.facts("w2").addresses = {*parse_ip_address(row.address)};
    if (row.route != nullptr) {
      for (const char* peer : {"w1", "w3"})
        one.facts(peer).routes.push_back(*parse_ip_prefix(row.route));
    }
    find_findings(one.check);
    const Lines wanted{"address-in-overlay-range error"};
    EXPECT_THAT(one.told("w1"), ElementsAreArray(row.captured ? wanted : none));
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.captured ? into_w2 : none));
  }
}

TEST(Findings, TellAnAddressThatPeersNoLongerSee) {
  struct Case {
    const char* name;
    const char* inventory;
    const char* advertised;
    const char* observed;
    Status reached;
    Lines told;
  };
  const Case cases[] = {
      {"the same", "198.51.100.7", "198.51.100.7", "198.51.100.7", Status::open, none},
      {"changed",
       "198.51.100.7",
       "198.51.100.7",
       "198.51.100.9",
       Status::blocked,
       {"advertised-address-stale warning"}},
      {"another way out, still reached",
       "198.51.100.7",
       "198.51.100.7",
       "198.51.100.9",
       Status::open,
       none},
      {"seen on its own side", "198.51.100.7", "198.51.100.7", "192.0.2.32", Status::blocked, none},
      {"the inventory knows better",
       "198.51.100.9",
       "198.51.100.7",
       "198.51.100.9",
       Status::open,
       {"advertised-address-mismatch error", "advertised-address-stale error"}},
      {"masqueraded", "192.0.2.32", "192.0.2.32", "198.51.100.9", Status::open, none},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one(std::string("address: 192.0.2.32, tunnel: {address: ") + row.inventory + "}");
    one.facts("w2").netcfg.public_address = row.advertised;
    if (row.reached == Status::blocked)
      one.judge_all("worker-tunnel", "w2", verdict_of(Status::blocked, Cause::dropped));
    for (const char* peer : {"w1", "w3"}) {
      one.path("worker-tunnel", "w2", peer)->receipt.emplace().observed_source =
          *parse_ip_address(row.observed);
    }
    find_findings(one.check);
    EXPECT_THAT(one.told("w2"), ElementsAreArray(row.told));
  }
}

TEST(Findings, TellAClusterThatTheRootKnowsElsewhere) {
  struct Case {
    const char* name;
    evidence::KnownCluster known;
    bool stale;
  };
  const Case cases[] = {
      {"where it is", {"edge-a", "192.0.2.20", 10100}, false},
      {"docker's gateway", {"edge-a", "172.19.0.1", 10100}, true},
      {"another port", {"edge-a", "192.0.2.20", 10101}, true},
      {"not of this inventory", {"edge-z", "172.19.0.1", 10100}, false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one;
    find_stale_clusters(one.check, std::span(&row.known, 1));
    const Lines wanted{"cluster-address-stale error"};
    const Lines dead{"root-deploy root > edge-a", "root-network root > edge-a"};
    EXPECT_THAT(one.told("edge-a"), ElementsAreArray(row.stale ? wanted : none));
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.stale ? dead : none));
  }
}

// A root answered it as itself, and told it where edge-a is.
void is_told_of_edge_a(FindingCase& one, const char* node, const char* address) {
  one.node(node).observation.clusters = {{"edge-a", address, 10100, true}};
  auto path = one.path("cluster-api", node, "root");
  path->dial.emplace().service.emplace().kind = evidence::AnswerKind::itself;
}

TEST(Findings, TellWhatTheRootAnsweredToTheCluster) {
  FindingCase one;
  is_told_of_edge_a(one, "edge-a", "172.19.0.1");
  find_findings(one.check);
  EXPECT_THAT(one.told("edge-a"), testing::ElementsAre("cluster-address-stale error"));
}

TEST(Findings, DoNotBelieveAListOfClustersThatNoRootGave) {
  FindingCase one;
  one.node("edge-a").observation.clusters = {{"edge-a", "172.19.0.1", 10100, true}};
  one.node("w1").observation.clusters = one.node("edge-a").observation.clusters;
  find_findings(one.check);
  EXPECT_THAT(one.told("edge-a"), testing::IsEmpty()) << "nobody was answered";
  one.path("cluster-api", "edge-a", "root")->dial.emplace().service.emplace().kind =
      evidence::AnswerKind::other;
  find_findings(one.check);
  EXPECT_THAT(one.told("edge-a"), testing::IsEmpty()) << "something else answered";
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

// Of edge-a it is its own word that counts, or that of two, and none that is contradicted.
TEST(Findings, TakeWitnessesOfClustersThatAgree) {
  FindingCase one;
  is_told_of_edge_a(one, "edge-a", "172.19.0.1");
  one.node("root").observation.clusters = {{"edge-a", "192.0.2.20", 10100, true}};
  {
    auto asked = one.path("root-deploy", "root", "edge-a");
    asked->dial.emplace().service.emplace().kind = evidence::AnswerKind::itself;
    one.check.inventory.flows[index_of(asked->id.flow)].ask = "/api/clusters/";
  }
  const auto told = [&] {
    for (auto& node : one.check.nodes) node.findings.clear();
    find_findings(one.check);
    return one.told("edge-a");
  };
  EXPECT_THAT(told(), testing::IsEmpty()) << "two witnesses, two addresses";
  auto& of_edge = one.node("edge-a").observation.clusters;
  auto& of_root = one.node("root").observation.clusters;
  of_edge.clear();
  of_root[0].address = "172.19.0.1";
  EXPECT_THAT(told(), testing::IsEmpty()) << "one witness, and not itself";
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
  of_edge = of_root;
  EXPECT_THAT(told(), testing::ElementsAre("cluster-address-stale error"));
}

// What one says of itself does not make the other's paths fail, to whom the inventory gives it.
TEST(Findings, LetNobodyClaimAnothersAddress) {
  FindingCase one;
  one.facts("w1").netcfg.public_address = "192.0.2.32";
  one.facts("w1").addresses.push_back(*parse_ip_address("192.0.2.32"));
  test::change_all(one.check.paths, [](FinishedPath& path) {
    path.dial.emplace().dialled = parse_ip_address(*path.address);
  });
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("advertised-address-doubled warning"));
  for (const std::string& path : one.spoiled()) EXPECT_THAT(path, HasSubstr("w1"));
}

TEST(Findings, TellWhoCanHaveSentWhatNobodyPlanned) {
  FindingCase one;
  const NodeId w1 = one.check.inventory.find_node("w1").value();
  one.node("w2").observation.unplanned = {{w1, 3}};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("unplanned-probes warning"));
  EXPECT_THAT(one.node("w2").findings[0].message, HasSubstr("3 paths from w1"));
  EXPECT_THAT(one.node("w2").findings[0].fix, HasSubstr("w1 and on w2"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(Findings, TellFromWhereAnswersCameInstead) {
  FindingCase one;
  one.path("worker-tunnel", "w1", "w2")->dial.emplace().answered_from =
      evidence::AnswerSource{*parse_ip_address("203.0.113.9"), 4'711};
  find_findings(one.check);
  EXPECT_THAT(one.told("w1"), testing::ElementsAre("answered-from-elsewhere warning"));
  EXPECT_THAT(
      one.node("w1").findings[0].message,
      HasSubstr("w2 (dialled at 192.0.2.32:50103) from 203.0.113.9:4711")
  );
}

TEST(Findings, TellOfAServiceThatTakesConnectionsAndStaysSilent) {
  struct Case {
    const char* name;
    evidence::AnswerKind said;
    Status status;
    bool told;
  };
  const Case cases[] = {
      {"silent, and seen at its node", evidence::AnswerKind::silent, Status::open, true},
      {"closes at once", evidence::AnswerKind::closed, Status::open, true},
      {"answers", evidence::AnswerKind::itself, Status::open, false},
      {"something on the way may have taken it",
       evidence::AnswerKind::silent,
       Status::unknown,
       false},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    FindingCase one;
    for (const char* source : {"w1", "w2"}) {
      auto path = one.path("worker-mqtt", source, "edge-a");
      path->verdict.edit().status = row.status;
      path->dial.emplace().service.emplace().kind = row.said;
    }
    find_findings(one.check);
    const Lines wanted{"service-silent warning"};
    EXPECT_THAT(one.told("edge-a"), ElementsAreArray(row.told ? wanted : none)) << "once a port";
    EXPECT_THAT(one.spoiled(), testing::IsEmpty());
    // What answers another one is not silent: its question was kept on the way.
    one.path("worker-mqtt", "w3", "edge-a")->dial.emplace().service.emplace().kind =
        evidence::AnswerKind::itself;
    for (auto& node : one.check.nodes) node.findings.clear();
    find_findings(one.check);
    EXPECT_THAT(one.told("edge-a"), ElementsAreArray(none));
  }
}

evidence::RunningComponent& run(
    FindingCase& one, const char* component, oakestra::ToldEnvironment environment
) {
  evidence::RunningComponent running;
  running.name = component;
  running.own_network = running.entered = true;
  running.environment = std::move(environment);
  return one.facts("edge-a").components.emplace_back(std::move(running));
}

TEST(Findings, HoldWhatAComponentWasStartedWithAgainstTheInventory) {
  struct EnvironmentRow {
    const char* component;
    oakestra::ToldEnvironment environment;
    Lines told;
    Lines spoiled;
    bool host_network = false;
    bool release_named = false;
  };
  const Lines to_api{"cluster-api edge-a > root", "cluster-registration edge-a > root"};
  const Lines to_cluster{"root-deploy root > edge-a", "root-network root > edge-a"};
  const Lines to_broker{
      "worker-mqtt w1 > edge-a", "worker-mqtt w2 > edge-a", "worker-mqtt w3 > edge-a"};
  const Lines wrong_root{"root-address-mismatch error"};
  const Lines wrong_own{"own-address-mismatch error"};
  const std::vector<EnvironmentRow> environments{
      {"cluster_manager", {}, {}, {}},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "192.0.2.10"}}, {}, {}},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "a.name"}}, {}, {}},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "localhost"}}, wrong_root, to_api},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "127.0.1.1"}}, wrong_root, to_api, true},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", ""}}, wrong_root, to_api},
      {"cluster_manager", {{"SYSTEM_MANAGER_URL", "192.0.2.11"}}, wrong_root, to_api},
      {"cluster_manager", {{"SYSTEM_MANAGER_PORT", "10001"}}, wrong_root, {to_api[0]}},
      {"cluster_manager", {{"SYSTEM_MANAGER_PORT", "no port"}}, {}, {}},
      // That of the cluster's own manager: it is no business of the root's.
      {"cluster_service_manager", {{"SYSTEM_MANAGER_URL", "cluster_manager"}}, {}, {}},
      {"cluster_service_manager",
       {{"ROOT_SERVICE_MANAGER_URL", "0.0.0.0"}},
       wrong_root,
       {"cluster-network edge-a > root"}},
      {"cluster_manager", {{"CLUSTER_ADDRESS", "192.0.2.20"}, {"MY_PORT", "10100"}}, {}, {}},
      {"cluster_manager", {{"CLUSTER_ADDRESS", "172.17.0.2"}}, wrong_own, to_cluster},
      {"cluster_manager", {{"MY_PORT", "10101"}}, wrong_own, {to_cluster[0]}},
      // v0.4.411, if it is so: the root wants to be told.
      {"cluster_manager",
       {{"SYSTEM_MANAGER_URL", "192.0.2.10"}},
       {"own-address-mismatch warning"},
       {},
       false,
       true},
      {"cluster_manager", {{"CLUSTER_ADDRESS", "192.0.2.20"}}, {}, {}, false, true},
      {"cluster_manager",
       {{"MQTT_BROKER_PORT", "1883"}},
       {"broker-port-mismatch error"},
       to_broker},
      {"cluster_manager", {{"HTTP_PROXY", "http://proxy:3128"}}, {"proxy-in-the-way warning"}, {}},
      {"cluster_manager",
       {{"http_proxy", "http://proxy:3128"}, {"no_proxy", "192.0.2.10"}},
       {},
       {}},
      {"cluster_manager", {{"https_proxy", "http://proxy:3128"}}, {"proxy-in-the-way warning"}, {}},
      {"cluster_service_manager", {{"https_proxy", "http://proxy:3128"}}, {}, {}},
  };
  for (const EnvironmentRow& row : environments) {
    SCOPED_TRACE(row.environment.empty() ? "nothing" : row.environment[0].name);
    FindingCase one;
    one.check.inventory.release_assumed = !row.release_named;
    run(one, row.component, row.environment).own_network = !row.host_network;
    find_findings(one.check);
    EXPECT_EQ(one.told("edge-a"), row.told);
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.spoiled));
  }
}

TEST(Findings, TellOfAFirewallThatFiltersItsLoopback) {
  FindingCase one;
  one.node("w2").observation.taps.loopback_filtered = true;
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("loopback-filtered warning"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(Findings, TellOfTapsThatFailedAsInstruments) {
  FindingCase one;
  one.node("w1").observation.taps = {evidence::TapState::trusted, evidence::TapState::absent};
  one.node("w2").observation.taps = {evidence::TapState::blind, evidence::TapState::overflowed};
  find_findings(one.check);
  EXPECT_THAT(one.told("w1"), testing::IsEmpty()) << "no privilege is no failure";
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("tap-blind warning", "tap-overflowed warning"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(Findings, TellWhoseTableSlowedTheCheckDown) {
  FindingCase one;
  const NodeId w2 = one.check.inventory.find_node("w2").value();
  one.check.lowered_pace = {LoweredPace{w2, FullTable::neighbours, 3'000, 812, 81}};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("pace-lowered info"));
  const Finding& finding = one.node("w2").findings.front();
  EXPECT_EQ(
      finding.message,
      "At most 81 flows a second were started from w2, and as many to it: the check would leave "
      "3000 entries in its neighbour table, which has room for 812 at a time."
  );
  EXPECT_THAT(finding.fix, testing::HasSubstr("net.ipv4.neigh.default.gc_thresh3 on w2"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

TEST(Findings, TellOfProgramsThatHideFromTaps) {
  FindingCase one;
  one.node("w2").observation.facts.xdp_interfaces = {"eth0", "eth1"};
  find_findings(one.check);
  EXPECT_THAT(one.told("w2"), testing::ElementsAre("xdp-attached info"));
  EXPECT_THAT(one.spoiled(), testing::IsEmpty());
}

}  // namespace
}  // namespace oakprobe::diagnosis
