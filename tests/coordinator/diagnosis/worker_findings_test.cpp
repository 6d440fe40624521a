#include "finding_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis {
namespace {

using test::around_w2;
using test::none;
using test::w2_to_broker;
using test::w2_to_cluster;

constexpr auto broken = oakestra::FileState::broken;
constexpr auto unseen = oakestra::FileState::unseen;

TEST(WorkerFindings, OfAllThatIsWell) {
  test::check_finding_rows({
      {"all is well", [](auto&, auto&) {}, none, none},
      {"before a deployment", [](auto&, auto& w2) { test::take_files_from(w2); }, none, none},
      {"the address spelled out",
       [](auto&, auto& w2) { w2.netcfg.public_address = "192.0.2.32"; },
       none,
       none},
  });
}

TEST(WorkerFindings, OfFiles) {
  test::check_finding_rows({
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
         one.run_tunnel();
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
  });
}

TEST(WorkerFindings, OfNodeEnginesFile) {
  test::check_finding_rows({
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
  });
}

TEST(WorkerFindings, OfTheCluster) {
  test::check_finding_rows({
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
  });
}

TEST(WorkerFindings, OfHostNames) {
  test::check_finding_rows({
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
  });
}

}  // namespace
}  // namespace oakprobe::diagnosis
