#include "tests/inventory/inventories.hpp"
#include "tests/inventory/path_lines.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using testing::ElementsAre;

struct DialRow {
  const char* name;
  const char* dial;
  const char* tunnel;  // of the target
  const char* flow;
  const char* expected;  // what `wa` dials
};

// The target is a cluster and a worker, so that both kinds of port can be asked for.
constexpr DialRow dial_rows[] = {
    {"none", "", "", "worker-mqtt", "t:10003 10003"},
    {"address", "{address: x}", "", "worker-mqtt", "x:10003 10003"},
    {"port is listened on", "{port: 443}", "", "worker-mqtt", "t:443 443"},
    {"port and listen", "{port: 443, listen: 10003}", "", "worker-mqtt", "t:443 10003"},
    {"listen alone", "{listen: 9}", "", "worker-mqtt", "t:10003 9"},
    {"tls", "{tls: true}", "", "worker-mqtt", "t:10003 10003 tls"},
    {"other flow", "{flow: worker-handshake, port: 443}", "", "worker-mqtt", "t:10003 10003"},
    {"this flow", "{flow: worker-mqtt, port: 443}", "", "worker-mqtt", "t:443 443"},
    {"other source", "{from: root, address: x}", "", "worker-mqtt", "t:10003 10003"},
    {"this source", "{from: {tag: home}, address: x}", "", "worker-mqtt", "x:10003 10003"},
    {"both conditions",
     "{from: {tag: home}, flow: client-api, port: 1}",
     "",
     "worker-mqtt",
     "t:10003 10003"},
    {"first match, whole",
     "{from: worker, address: x}, {port: 1, tls: true}",
     "",
     "worker-mqtt",
     "x:10003 10003"},
    {"second match", "{from: root, address: x}, {port: 1}", "", "worker-mqtt", "t:1 1"},
    {"tunnel", "", "", "worker-tunnel", "t:50103 tuncfg"},
    {"tunnel advertised", "", "address: nat, port: 50200", "worker-tunnel", "nat:50200 tuncfg"},
    {"tunnel bound", "", "port: 50200, listen: 50103", "worker-tunnel", "t:50200 50103"},
    {"tunnel by exception",
     "{address: x}",
     "address: nat, port: 50200, listen: 7",
     "worker-tunnel",
     "x:50200 7"},
    {"tunnel port by exception",
     "{port: 60000}",
     "port: 50200, listen: 7",
     "worker-tunnel",
     "t:60000 7"},
    {"tunnel port by exception alone", "{port: 60000}", "", "worker-tunnel", "t:60000 tuncfg"},
};

TEST(ExpectedPath, DialExceptions) {
  for (const auto& row : dial_rows) {
    const auto inventory = parse(
        "version: 1\n"
        "nodes:\n"
        "  - {name: root, address: r, roles: [root]}\n"
        "  - {name: t, address: t, roles: [cluster, worker], cluster: a, dial: [" +
        std::string(row.dial) + "], tunnel: {" + row.tunnel +
        "}}\n"
        "  - {name: wa, address: wa, roles: [worker], cluster: a, tags: [home]}\n"
    );
    PathSelection selection;
    selection.flows = {inventory.find_flow(row.flow).value()};
    selection.sources = {inventory.find_node("wa").value()};
    EXPECT_THAT(paths(inventory, selection), ElementsAre("wa>t " + std::string(row.expected)))
        << row.name;
  }
}

}  // namespace
}  // namespace oakprobe::inventory
