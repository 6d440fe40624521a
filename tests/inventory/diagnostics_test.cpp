#include "inventory/diagnostics.hpp"

#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

// One mistake each, after the four lines of `head`: line 5 is the first of `more`.
struct OneMistake {
  const char* name;
  const char* more;
  const char* expected;  // the beginning of the one diagnostic
};

void PrintTo(const OneMistake& row, std::ostream* out) { *out << row.name; }

class Mistake : public testing::TestWithParam<OneMistake> {};

TEST_P(Mistake, IsToldOnceAtItsPlace) {
  EXPECT_THAT(problems(with_head(GetParam().more)), ElementsAre(StartsWith(GetParam().expected)));
}

constexpr OneMistake node_mistakes[] = {
    {"unknown_key",
     "  - {name: a, adress: 1.2.3.4, roles: [client]}",
     "5:15: unknown key 'adress' in a node (did you mean 'address'?)"},
    {"unknown_top_key",
     "nods: 1",
     "5:1: unknown key 'nods' in the inventory (did you mean 'nodes'?)"},
    {"doubled_key",
     "  - {name: a, address: 1.2.3.4, roles: [client], name: b}",
     "5:50: the key 'name' is given twice, first on line 5"},
    {"doubled_name",
     "  - {name: root, address: 1.2.3.4, roles: [client]}",
     "5:12: the name 'root' is given twice, first on line 3"},
    {"doubled_name_in_range",
     "  - {name: 'w[1-2]', address: 'h[1-2]', roles: [client]}\n"
     "  - {name: w2, address: h3, roles: [client]}",
     "6:12: the name 'w2' is given twice, first on line 5"},
    {"no_name", "  - {address: 1.2.3.4, roles: [client]}", "5:5: this node has no name"},
    {"no_address", "  - {name: a, roles: [client]}", "5:5: 'a' has no address"},
    {"no_roles", "  - {name: a, address: 1.2.3.4}", "5:5: 'a' has no roles"},
    {"empty_roles", "  - {name: a, address: 1.2.3.4, roles: []}", "5:40: roles is empty"},
    {"roles_no_list",
     "  - {name: a, address: 1.2.3.4, roles: client}",
     "5:40: roles has a single value; it is a list, for example [worker]"},
    {"unknown_role",
     "  - {name: a, address: 1.2.3.4, roles: [cleint]}",
     "5:41: unknown role 'cleint' (did you mean 'client'?); it is one of root, cluster"},
    {"name_with_space",
     "  - {name: a b, address: 1.2.3.4, roles: [client]}",
     "5:12: 'a b' is no name"},
    {"name_with_dash_first",
     "  - {name: -a, address: 1.2.3.4, roles: [client]}",
     "5:12: '-a' is no name"},
    {"name_is_a_map",
     "  - {name: {a: b}, address: 1.2.3.4, roles: [client]}",
     "5:12: name has a map; it needs a single value"},
    {"empty_value", "  - name: a\n    address:\n    roles: [client]", "6:5: address has nothing"},
    {"explicit_null",
     "  - name: a\n    address: ~\n    roles: [client]",
     "6:14: address has nothing"},
    {"node_is_a_word", "  - root2", "5:5: a node has a single value; it is a map"},
    {"bad_ipv4",
     "  - {name: a, address: 1.2.3.400, roles: [client]}",
     "5:24: '1.2.3.400' is no address"},
    {"address_with_port",
     "  - {name: a, address: '1.2.3.4:80', roles: [client]}",
     "5:24: '1.2.3.4:80' is no address: leave the port away"},
    {"address_is_a_url",
     "  - {name: a, address: 'http://h/', roles: [client]}",
     "5:24: 'http://h/' is no address: leave the scheme"},
    {"address_with_zone",
     "  - {name: a, address: 'fe80::1%eth0', roles: [client]}",
     "5:24: 'fe80::1%eth0' is no address: a zone"},
    {"any_address",
     "  - {name: a, address: 0.0.0.0, roles: [client]}",
     "5:24: '0.0.0.0' means any address"},
    {"range_in_ipv6",
     "  - {name: 'w[1-2]', address: '2001:db8::[1-2]', roles: [client]}",
     "5:31: '2001:db8::[1-2]' is no address: an IPv6 address has no brackets"},
    {"auto_for_a_client",
     "  - {name: a, address: auto, roles: [client]}",
     "5:24: address auto is only for workers"},
    {"worker_without_cluster",
     "  - {name: w, address: 1.2.3.4, roles: [worker]}",
     "5:5: 'w' is a worker without a cluster"},
    {"cluster_without_orchestrator",
     "  - {name: w, address: 1.2.3.4, roles: [worker], cluster: edgy}",
     "5:59: the cluster 'edgy' has no orchestrator (did you mean 'edge'?)"},
    {"client_with_cluster",
     "  - {name: a, address: 1.2.3.4, roles: [client], cluster: edge}",
     "5:59: 'a' is no cluster and no worker"},
    {"unknown_node_release",
     "  - {name: a, address: 1.2.3.4, roles: [client], oakestra: v9}",
     "5:60: unknown release 'v9'; it is one of v0.4.301"},
    {"unknown_availability",
     "  - {name: a, address: 1.2.3.4, roles: [client], availability: never}",
     "5:64: unknown availability 'never'; it is one of always, intermittent"},
    {"bind_is_a_name",
     "  - {name: a, address: 1.2.3.4, roles: [client], bind: eth0}",
     "5:56: 'eth0' is no IP address"},
    {"tag_is_a_list",
     "  - {name: a, address: 1.2.3.4, roles: [client], tags: [[b]]}",
     "5:57: a tag has a list"},
    {"tunnel_port_too_high",
     "  - {name: a, address: 1.2.3.4, roles: [client], tunnel: {port: 65536}}",
     "5:65: '65536' is no port; tunnel.port is a decimal number from 1 to 65535"},
    {"tunnel_port_octal",
     "  - {name: a, address: 1.2.3.4, roles: [client], tunnel: {listen: 050103}}",
     "5:67: '050103' is no port"},
    {"ranges_of_unequal_length",
     "  - {name: 'w[1-3]', address: 'h[1-2]', roles: [client]}",
     "5:31: the range in address has 2 values, but that of the name has 3"},
    {"range_only_in_address",
     "  - {name: w, address: 'h[1-2]', roles: [client]}",
     "5:24: the range in address has 2 values, but the node's name stands for one"},
    {"range_downwards",
     "  - {name: 'w[3-1]', address: h, roles: [client]}",
     "5:12: 'w[3-1]': a range goes upwards"},
    {"two_ranges",
     "  - {name: 'w[1-2][1-2]', address: h, roles: [client]}",
     "5:12: 'w[1-2][1-2]': only one range a string"},
    {"range_leaves_the_octet",
     "  - {name: 'w[1-9]', address: '1.2.3.[250-258]', roles: [client]}",
     "5:31: '1.2.3.256' is no address"},
    {"too_many_nodes",
     "  - {name: 'w[1-1000000000]', address: h, roles: [client]}",
     "5:12: too many nodes: with these 1000000002; 10000 are the most"},
};
INSTANTIATE_TEST_SUITE_P(Nodes, Mistake, testing::ValuesIn(node_mistakes), [](const auto& row) {
  return std::string(row.param.name);
});

constexpr OneMistake agent_and_dial_mistakes[] = {
    {"agent_word",
     "  - {name: a, address: h, roles: [client], agent: ssh}",
     "5:51: agent is the word none, the word local"},
    {"agent_push",
     "  - {name: a, address: h, roles: [client], agent: {push: maybe}}",
     "5:58: agent.push"},
    {"agent_push_list",
     "  - {name: a, address: h, roles: [client], agent: {push: [keep]}}",
     "5:58: agent.push is"},
    {"agent_push_key",
     "  - {name: a, address: h, roles: [client], agent: {push: {kep: true}}}",
     "5:59: unknown key 'kep' in agent.push (did you mean 'keep'?)"},
    {"agent_push_keep",
     "  - {name: a, address: h, roles: [client], agent: {push: {keep: 3}}}",
     "5:65: agent.push.keep is true or false"},
    {"agent_sudo",
     "  - {name: a, address: h, roles: [client], agent: {sudo: nopaswd}}",
     "5:58: unknown agent.sudo 'nopaswd' (did you mean 'nopasswd'?); it is one of none, nopasswd, "
     "ask"},
    {"agent_sudo_before_what",
     "  - {name: a, address: h, roles: [client], agent: {sudo: ask, command: ssh w1 go}}",
     "5:58: agent.sudo does not see where the agent begins"},
    {"command_empty",
     "  - {name: a, address: h, roles: [client], agent: {command: ' '}}",
     "5:61: agent.command is empty"},
    {"command_empty_list",
     "  - {name: a, address: h, roles: [client], agent: {command: []}}",
     "5:61: agent.command is empty"},
    {"command_open_quote",
     "  - {name: a, address: h, roles: [client], agent: {command: \"a 'b\"}}",
     "5:61: agent.command has a quote or a backslash that is left open"},
    {"command_placeholder",
     "  - {name: a, address: h, roles: [client], agent: {command: 'ssh {hots}'}}",
     "5:61: unknown placeholder '{hots}'"},
    {"command_word_placeholder",
     "  - {name: a, address: h, roles: [client], agent: {command: [ssh, '{port}']}}",
     "5:67: unknown placeholder '{port}'"},
    {"command_needs_address",
     "  - {name: a, address: auto, roles: [worker], cluster: edge, agent: {command: 's "
     "{address}'}}",
     "5:79: agent.command uses {address}, which is auto"},
    {"host_is_an_option",
     "  - {name: a, address: h, roles: [client], agent: {host: -oProxyCommand=x}}",
     "5:58: agent.host '-oProxyCommand=x' would be taken for an option"},
    {"dial_no_list",
     "  - {name: a, address: h, roles: [client], dial: {port: 1}}",
     "5:50: dial has a map; it is a list"},
    {"dial_changes_nothing",
     "  - {name: a, address: h, roles: [client], dial: [{from: root}]}",
     "5:51: this exception changes nothing"},
    {"dial_unknown_flow",
     "  - {name: a, address: h, roles: [client], dial: [{flow: worker-mqt, port: 1}]}",
     "5:58: there is no flow 'worker-mqt' (did you mean 'worker-mqtt'?)"},
    {"dial_unknown_node",
     "  - {name: a, address: h, roles: [client], dial: [{from: {name: rooot}, port: 1}]}",
     "5:65: no node has the name 'rooot' (did you mean 'root'?)"},
    {"dial_selector_key",
     "  - {name: a, address: h, roles: [client], dial: [{from: {clutser: edge}, port: 1}]}",
     "5:59: unknown key 'clutser' in dial.from (did you mean 'cluster'?)"},
    {"dial_empty_selector",
     "  - {name: a, address: h, roles: [client], dial: [{from: {}, port: 1}]}",
     "5:58: dial.from selects nothing"},
    {"dial_address_auto",
     "  - {name: a, address: h, roles: [client], dial: [{address: auto}]}",
     "5:61: dial.address can't be auto"},
    {"dial_tls",
     "  - {name: a, address: h, roles: [client], dial: [{tls: yes}]}",
     "5:57: dial.tls is true or false"},
};
INSTANTIATE_TEST_SUITE_P(
    AgentAndDial,
    Mistake,
    testing::ValuesIn(agent_and_dial_mistakes),
    [](const auto& row) { return std::string(row.param.name); }
);

constexpr OneMistake flow_mistakes[] = {
    {"unknown_protocol",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, protocol: sctp}",
     "6:57: unknown protocol 'sctp'; it is one of tcp, udp"},
    {"unknown_selector_role",
     "flows:\n  - {id: a, from: rot, to: cluster, port: 1}",
     "6:19: unknown role 'rot' (did you mean 'root'?)"},
    {"selector_is_a_list",
     "flows:\n  - {id: a, from: [root], to: cluster, port: 1}",
     "6:19: from has a list; it is a map"},
    {"port_too_high",
     "flows:\n  - {id: a, from: root, to: cluster, port: 65536}",
     "6:44: '65536' is no port"},
    {"port_zero", "flows:\n  - {id: a, from: root, to: cluster, port: 0}", "6:44: '0' is no port"},
    {"port_is_a_word",
     "flows:\n  - {id: a, from: root, to: cluster, port: tunel}",
     "6:44: 'tunel' is no port; port (or the word tunnel)"},
    {"tunnel_on_tcp",
     "flows:\n  - {id: a, from: root, to: cluster, port: tunnel}",
     "6:44: the tunnel is udp"},
    {"http_on_udp",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, protocol: udp, service: http}",
     "6:71: service http needs protocol tcp"},
    {"ask_without_slash",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, service: http, ask: health}",
     "6:67: ask is the path of an HTTP request"},
    {"ask_that_ends_the_line",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, service: http, ask: \"/a HTTP/1.1\"}",
     "6:67: ask is the path of an HTTP request"},
    {"ask_long_without_slash",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, service: http, ask_long: all}",
     "6:72: ask_long is the path of an HTTP request"},
    {"ask_a_broker_for_long",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, service: mqtt, ask_long: /all}",
     "6:72: ask_long needs service http"},
    {"ask_a_broker",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, service: mqtt, ask: /health}",
     "6:67: ask needs service http"},
    {"gateway_without_port",
     "flows:\n  - {id: worker-mqtt, gateway: {tls: true}}",
     "6:32: gateway has no port; write {port: 443}"},
    {"earlier_without_until",
     "flows:\n  - {id: worker-mqtt, earlier: [{component: redis}]}",
     "6:33: this has no until: the last release that was so"},
    {"earlier_out_of_order",
     "flows:\n  - {id: worker-mqtt, earlier: [{until: v0.4.403}, {until: v0.4.402}]}",
     "6:52: this until is no later than the one before: oldest first"},
    {"earlier_with_another_port",
     "flows:\n  - {id: worker-mqtt, earlier: [{until: v0.4.403, port: 1}]}",
     "6:51: unknown key 'port' in what was earlier"},
    {"unknown_expect",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1, expect: shut}",
     "6:55: unknown expect 'shut'; it is one of open, closed"},
    {"no_id", "flows:\n  - {from: root, to: cluster, port: 1}", "6:5: this flow has no id"},
    {"bad_id",
     "flows:\n  - {id: a/b, from: root, to: cluster, port: 1}",
     "6:10: 'a/b' is no flow id"},
    {"long_flow_id",
     "flows:\n  - {id: "
     "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc"
     "defghijabcdefghijabcdefghijabcdefghij, from: root, to: cluster, port: 1}",
     "6:10: this flow id is too long; 128 letters are the most"},
    {"doubled_id",
     "flows:\n  - {id: a, from: root, to: cluster, port: 1}\n  - {id: a, port: 2}",
     "7:10: the flow 'a' is given twice, first on line 6"},
    {"incomplete",
     "flows:\n  - {id: worker-mqt, port: 1}",
     "6:5: the new flow 'worker-mqt' lacks from, to; a flow needs from, to and port (did you mean "
     "'worker-mqtt'?)"},
    {"nothing_to_remove",
     "flows:\n  - {id: worker-mqt, enabled: false}",
     "6:10: there is no flow 'worker-mqt' to remove (did you mean 'worker-mqtt'?)"},
    {"enabled_no_flag",
     "flows:\n  - {id: worker-mqtt, enabled: 0}",
     "6:32: enabled is true or false"},
    {"unknown_since", "flows:\n  - {id: worker-mqtt, since: v1}", "6:30: unknown release 'v1'"},
    {"empty_families", "flows:\n  - {id: worker-mqtt, families: []}", "6:33: families is empty"},
    {"unknown_family",
     "flows:\n  - {id: worker-mqtt, families: [ipv5]}",
     "6:34: unknown family 'ipv5' (did you mean 'ipv4'?)"},
    {"source", "flows:\n  - {id: worker-mqtt, source: kept}", "6:31: unknown source 'kept'"},
    {"via", "flows:\n  - {id: worker-mqtt, via: {source: vm}}", "6:37: unknown source 'vm'"},
    {"unknown_flow_key",
     "flows:\n  - {id: worker-mqtt, prot: udp}",
     "6:23: unknown key 'prot' in a flow (did you mean 'port'?)"},
    {"flows_no_list", "flows: {id: a}", "5:8: flows has a map; it is a list"},
};
INSTANTIATE_TEST_SUITE_P(Flows, Mistake, testing::ValuesIn(flow_mistakes), [](const auto& row) {
  return std::string(row.param.name);
});

constexpr OneMistake general_mistakes[] = {
    {"unknown_release", "oakestra: v0.4.41", "5:11: unknown release 'v0.4.41' (did you mean"},
    {"defaults_name", "defaults: {name: a}", "5:12: unknown key 'name' in defaults"},
    {"defaults_value", "defaults: {bind: eth0}", "5:18: 'eth0' is no IP address"},
    {"second_document", "---\nversion: 1", "5:1: a second document"},
    {"merge_key", "defaults: {<<: {bind: 1.1.1.1}}", "5:12: merge keys ('<<') are not read"},
    {"key_is_a_list", "? [a]\n: b", "5:3: a key must be a word"},
    {"open_bracket", "flows: [", "5:8: not readable as YAML: the '[' that begins here"},
};
INSTANTIATE_TEST_SUITE_P(
    General,
    Mistake,
    testing::ValuesIn(general_mistakes),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST(Diagnostics, TellsTenMistakesAtOnceInOrderOfPlace) {
  const auto told = problems(
      "version: 2\n"
      "oakestra: v0.3.0\n"
      "nodes:\n"
      "  - name: edge-a\n"
      "    address: 192.0.2.300\n"
      "    roles: [cluster]\n"
      "    cluster: edge-a\n"
      "  - name: 'w[1-3]'\n"
      "    address: '192.0.2.[31-32]'\n"
      "    roles: [worker]\n"
      "    cluster: edge-a\n"
      "  - {name: w2, address: 192.0.2.40, roles: [wroker], cluster: edge-a}\n"
      "  - {name: w4, address: 192.0.2.41, roles: [worker]}\n"
      "  - {name: w5, address: 192.0.2.42, roles: [worker], cluster: edge-c, colour: red}\n"
      "flows:\n"
      "  - {id: a, from: worker, to: {tag: none}, protocol: sctp, port: 70000}\n"
  );
  EXPECT_THAT(
      told,
      ElementsAre(
          StartsWith("1:10: this Oakprobe does not know inventory version '2'"),
          StartsWith("2:11: unknown release 'v0.3.0'"),
          StartsWith("4:3: no node has the role root"),
          StartsWith("5:14: '192.0.2.300' is no address"),
          StartsWith("9:14: the range in address has 2 values"),
          StartsWith("12:12: the name 'w2' is given twice, first on line 8"),
          StartsWith("12:45: unknown role 'wroker' (did you mean 'worker'?)"),
          StartsWith("13:5: 'w4' is a worker without a cluster"),
          StartsWith("14:63: the cluster 'edge-c' has no orchestrator"),
          StartsWith("14:71: unknown key 'colour' in a node"),
          StartsWith("16:37: warning: no node has the tag 'none'"),
          StartsWith("16:54: unknown protocol 'sctp'"),
          StartsWith("16:66: '70000' is no port")
      )
  );
}

TEST(Diagnostics, OnlyDoubtsASelectorOfAClusterOrTagThatNoNodeHas) {
  const auto parsed = parse_inventory(
      "version: 1\n"
      "nodes:\n"
      "  - {name: r, address: 192.0.2.1, roles: [root]}\n"
      "flows:\n"
      "  - {id: a, from: {tag: home}, to: {cluster: edge}, port: 1}\n"
  );
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->doubts.size(), 2U);
  EXPECT_THAT(
      to_string(parsed->doubts[0], "f"), StartsWith("f:5:25: warning: no node has the tag")
  );
  EXPECT_THAT(
      to_string(parsed->doubts[1], "f"), StartsWith("f:5:46: warning: no node is in a cluster")
  );
}

TEST(Diagnostics, NamesTheRootThatWasMistypedAndNotASecondTime) {
  EXPECT_THAT(
      problems("version: 1\nnodes:\n  - {name: r, address: h, roles: [rot]}\n"),
      ElementsAre(StartsWith("3:35: unknown role 'rot' (did you mean 'root'?)"))
  );
}

TEST(Diagnostics, TellsAMisspelledKeyAndNotThatItIsMissing) {
  EXPECT_THAT(
      problems("versoin: 1\nnodes: [{name: r, adress: h, roles: [root]}]\n"),
      ElementsAre(
          StartsWith("1:1: unknown key 'versoin'"), StartsWith("2:19: unknown key 'adress'")
      )
  );
}

TEST(Diagnostics, TellsAWrongDefaultOnceForAllNodes) {
  EXPECT_THAT(
      problems(with_head("  - {name: 'c[1-500]', address: 'h[1-500]', roles: [client]}\n"
                         "defaults: {agent: {command: 'x {y}'}}\n")),
      ElementsAre(StartsWith("6:29: unknown placeholder '{y}'"))
  );
}

TEST(Diagnostics, CapsTheListAndSaysHowManyMore) {
  std::string text(head);
  for (int i = 0; i < 500; ++i) text += "  - {}\n";
  const auto told = problems(text);
  ASSERT_EQ(told.size(), diagnostics_max + 1);
  EXPECT_THAT(told.back(), testing::EndsWith("and 1300 more, from here on"));
}

}  // namespace
}  // namespace oakprobe::inventory
