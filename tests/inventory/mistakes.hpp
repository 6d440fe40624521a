#pragma once

namespace oakprobe::inventory {

// One mistake each, behind the four lines of `head`, so in line 5 or below; and how the one
// diagnostic begins.
inline constexpr const char* mistakes = R"(
  - {name: a, adress: 1.2.3.4, roles: [client]}
> 5:15: unknown key 'adress' in a node (did you mean 'address'?)
nods: 1
> 5:1: unknown key 'nods' in the inventory (did you mean 'nodes'?)
  - {name: a, address: 1.2.3.4, roles: [client], name: b}
> 5:50: the key 'name' is given twice, first on line 5
  - {name: root, address: 1.2.3.4, roles: [client]}
> 5:12: the name 'root' is given twice, first on line 3
  - {name: 'w[1-2]', address: 'h[1-2]', roles: [client]}
  - {name: w2, address: h3, roles: [client]}
> 6:12: the name 'w2' is given twice, first on line 5
  - {address: 1.2.3.4, roles: [client]}
> 5:5: this node has no name
  - {name: a, roles: [client]}
> 5:5: 'a' has no address
  - {name: a, address: 1.2.3.4}
> 5:5: 'a' has no roles
  - {name: a, address: 1.2.3.4, roles: []}
> 5:40: roles is empty
  - {name: a, address: 1.2.3.4, roles: client}
> 5:40: roles has a single value; it is a list, for example [worker]
  - {name: a, address: 1.2.3.4, roles: [cleint]}
> 5:41: unknown role 'cleint' (did you mean 'client'?); it is one of root, cluster
  - {name: a b, address: 1.2.3.4, roles: [client]}
> 5:12: 'a b' is no name
  - {name: -a, address: 1.2.3.4, roles: [client]}
> 5:12: '-a' is no name
  - {name: {a: b}, address: 1.2.3.4, roles: [client]}
> 5:12: name has a map; it needs a single value
  - name: a
    address:
    roles: [client]
> 6:5: address has nothing
  - name: a
    address: ~
    roles: [client]
> 6:14: address has nothing
  - root2
> 5:5: a node has a single value; it is a map
  - {name: a, address: 1.2.3.400, roles: [client]}
> 5:24: '1.2.3.400' is no address
  - {name: a, address: '1.2.3.4:80', roles: [client]}
> 5:24: '1.2.3.4:80' is no address: leave the port away
  - {name: a, address: 'http://h/', roles: [client]}
> 5:24: 'http://h/' is no address: leave the scheme
  - {name: a, address: 'fe80::1%eth0', roles: [client]}
> 5:24: 'fe80::1%eth0' is no address: a zone
  - {name: a, address: 0.0.0.0, roles: [client]}
> 5:24: '0.0.0.0' means any address
  - {name: 'w[1-2]', address: '2001:db8::[1-2]', roles: [client]}
> 5:31: '2001:db8::[1-2]' is no address: an IPv6 address has no brackets
  - {name: a, address: auto, roles: [client]}
> 5:24: address auto is only for workers
  - {name: w, address: 1.2.3.4, roles: [worker]}
> 5:5: 'w' is a worker without a cluster
  - {name: w, address: 1.2.3.4, roles: [worker], cluster: edgy}
> 5:59: the cluster 'edgy' has no orchestrator (did you mean 'edge'?)
  - {name: a, address: 1.2.3.4, roles: [client], cluster: edge}
> 5:59: 'a' is no cluster and no worker
  - {name: a, address: 1.2.3.4, roles: [client], oakestra: v9}
> 5:60: unknown release 'v9'; it is one of v0.4.301
  - {name: a, address: 1.2.3.4, roles: [client], availability: never}
> 5:64: unknown availability 'never'; it is one of always, intermittent
  - {name: a, address: 1.2.3.4, roles: [client], bind: eth0}
> 5:56: 'eth0' is no IP address
  - {name: a, address: 1.2.3.4, roles: [client], tags: [[b]]}
> 5:57: a tag has a list
  - {name: a, address: 1.2.3.4, roles: [client], tunnel: {port: 65536}}
> 5:65: '65536' is no port; tunnel.port is a decimal number from 1 to 65535
  - {name: a, address: 1.2.3.4, roles: [client], tunnel: {listen: 050103}}
> 5:67: '050103' is no port
  - {name: 'w[1-3]', address: 'h[1-2]', roles: [client]}
> 5:31: the range in address has 2 values, but that of the name has 3
  - {name: w, address: 'h[1-2]', roles: [client]}
> 5:24: the range in address has 2 values, but the node's name stands for one
  - {name: 'w[3-1]', address: h, roles: [client]}
> 5:12: 'w[3-1]': a range goes upwards
  - {name: 'w[1-2][1-2]', address: h, roles: [client]}
> 5:12: 'w[1-2][1-2]': only one range a string
  - {name: 'w[1-9]', address: '1.2.3.[250-258]', roles: [client]}
> 5:31: '1.2.3.256' is no address
  - {name: 'w[1-1000000000]', address: h, roles: [client]}
> 5:12: too many nodes: with these 1000000002; 10000 are the most
  - {name: a, address: h, roles: [client], agent: ssh}
> 5:51: agent is the word none, the word local
  - {name: a, address: h, roles: [client], agent: {push: maybe}}
> 5:58: agent.push
  - {name: a, address: h, roles: [client], agent: {push: [keep]}}
> 5:58: agent.push is
  - {name: a, address: h, roles: [client], agent: {push: {kep: true}}}
> 5:59: unknown key 'kep' in agent.push (did you mean 'keep'?)
  - {name: a, address: h, roles: [client], agent: {push: {keep: 3}}}
> 5:65: agent.push.keep is true or false
  - {name: a, address: h, roles: [client], agent: {sudo: nopaswd}}
> 5:58: unknown agent.sudo 'nopaswd' (did you mean 'nopasswd'?); it is one of none, nopasswd, ask
  - {name: a, address: h, roles: [client], agent: {sudo: ask, command: ssh w1 go}}
> 5:58: agent.sudo does not see where the agent begins
  - {name: a, address: h, roles: [client], agent: {command: ' '}}
> 5:61: agent.command is empty
  - {name: a, address: h, roles: [client], agent: {command: []}}
> 5:61: agent.command is empty
  - {name: a, address: h, roles: [client], agent: {command: "a 'b"}}
> 5:61: agent.command has a quote or a backslash that is left open
  - {name: a, address: h, roles: [client], agent: {command: 'ssh {hots}'}}
> 5:61: unknown placeholder '{hots}'
  - {name: a, address: h, roles: [client], agent: {command: [ssh, '{port}']}}
> 5:67: unknown placeholder '{port}'
  - {name: a, address: auto, roles: [worker], cluster: edge, agent: {command: 's {address}'}}
> 5:79: agent.command uses {address}, which is auto
  - {name: a, address: h, roles: [client], agent: {host: -oProxyCommand=x}}
> 5:58: agent.host '-oProxyCommand=x' would be taken for an option
  - {name: a, address: h, roles: [client], dial: {port: 1}}
> 5:50: dial has a map; it is a list
  - {name: a, address: h, roles: [client], dial: [{from: root}]}
> 5:51: this exception changes nothing
  - {name: a, address: h, roles: [client], dial: [{flow: worker-mqt, port: 1}]}
> 5:58: there is no flow 'worker-mqt' (did you mean 'worker-mqtt'?)
  - {name: a, address: h, roles: [client], dial: [{from: {name: rooot}, port: 1}]}
> 5:65: no node has the name 'rooot' (did you mean 'root'?)
  - {name: a, address: h, roles: [client], dial: [{from: {clutser: edge}, port: 1}]}
> 5:59: unknown key 'clutser' in dial.from (did you mean 'cluster'?)
  - {name: a, address: h, roles: [client], dial: [{from: {}, port: 1}]}
> 5:58: dial.from selects nothing
  - {name: a, address: h, roles: [client], dial: [{address: auto}]}
> 5:61: dial.address can't be auto
  - {name: a, address: h, roles: [client], dial: [{tls: yes}]}
> 5:57: dial.tls is true or false
flows:
  - {id: a, from: root, to: cluster, port: 1, protocol: sctp}
> 6:57: unknown protocol 'sctp'; it is one of tcp, udp
flows:
  - {id: a, from: rot, to: cluster, port: 1}
> 6:19: unknown role 'rot' (did you mean 'root'?)
flows:
  - {id: a, from: [root], to: cluster, port: 1}
> 6:19: from has a list; it is a map
flows:
  - {id: a, from: root, to: cluster, port: 65536}
> 6:44: '65536' is no port
flows:
  - {id: a, from: root, to: cluster, port: 0}
> 6:44: '0' is no port
flows:
  - {id: a, from: root, to: cluster, port: tunel}
> 6:44: 'tunel' is no port; port (or the word tunnel)
flows:
  - {id: a, from: root, to: cluster, port: tunnel}
> 6:44: the tunnel is udp
flows:
  - {id: a, from: root, to: cluster, port: 1, protocol: udp, service: http}
> 6:71: service http needs protocol tcp
flows:
  - {id: a, from: root, to: cluster, port: 1, service: http, ask: health}
> 6:67: ask is the path of an HTTP request
flows:
  - {id: a, from: root, to: cluster, port: 1, service: http, ask: "/a HTTP/1.1"}
> 6:67: ask is the path of an HTTP request
flows:
  - {id: a, from: root, to: cluster, port: 1, service: http, ask_long: all}
> 6:72: ask_long is the path of an HTTP request
flows:
  - {id: a, from: root, to: cluster, port: 1, service: mqtt, ask_long: /all}
> 6:72: ask_long needs service http
flows:
  - {id: a, from: root, to: cluster, port: 1, service: mqtt, ask: /health}
> 6:67: ask needs service http
flows:
  - {id: worker-mqtt, gateway: {tls: true}}
> 6:32: gateway has no port; write {port: 443}
flows:
  - {id: worker-mqtt, earlier: [{component: redis}]}
> 6:33: this has no until: the last release that was so
flows:
  - {id: worker-mqtt, earlier: [{until: v0.4.403}, {until: v0.4.402}]}
> 6:52: this until is no later than the one before: oldest first
flows:
  - {id: worker-mqtt, earlier: [{until: v0.4.403, port: 1}]}
> 6:51: unknown key 'port' in what was earlier
flows:
  - {id: a, from: root, to: cluster, port: 1, expect: shut}
> 6:55: unknown expect 'shut'; it is one of open, closed
flows:
  - {from: root, to: cluster, port: 1}
> 6:5: this flow has no id
flows:
  - {id: a/b, from: root, to: cluster, port: 1}
> 6:10: 'a/b' is no flow id
flows:
  - {id: abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij, from: root, to: cluster, port: 1}
> 6:10: this flow id is too long; 128 letters are the most
flows:
  - {id: a, from: root, to: cluster, port: 1}
  - {id: a, port: 2}
> 7:10: the flow 'a' is given twice, first on line 6
flows:
  - {id: worker-mqt, port: 1}
> 6:5: the new flow 'worker-mqt' lacks from, to; a flow needs from, to and port (did you mean 'worker-mqtt'?)
flows:
  - {id: worker-mqt, enabled: false}
> 6:10: there is no flow 'worker-mqt' to remove (did you mean 'worker-mqtt'?)
flows:
  - {id: worker-mqtt, enabled: 0}
> 6:32: enabled is true or false
flows:
  - {id: worker-mqtt, since: v1}
> 6:30: unknown release 'v1'
flows:
  - {id: worker-mqtt, families: []}
> 6:33: families is empty
flows:
  - {id: worker-mqtt, families: [ipv5]}
> 6:34: unknown family 'ipv5' (did you mean 'ipv4'?)
flows:
  - {id: worker-mqtt, source: kept}
> 6:31: unknown source 'kept'
flows:
  - {id: worker-mqtt, via: {source: vm}}
> 6:37: unknown source 'vm'
flows:
  - {id: worker-mqtt, prot: udp}
> 6:23: unknown key 'prot' in a flow (did you mean 'port'?)
flows: {id: a}
> 5:8: flows has a map; it is a list
oakestra: v0.4.41
> 5:11: unknown release 'v0.4.41' (did you mean
defaults: {name: a}
> 5:12: unknown key 'name' in defaults
defaults: {bind: eth0}
> 5:18: 'eth0' is no IP address
---
version: 1
> 5:1: a second document
defaults: {<<: {bind: 1.1.1.1}}
> 5:12: merge keys ('<<') are not read
? [a]
: b
> 5:3: a key must be a word
flows: [
> 5:8: not readable as YAML: the '[' that begins here
)";

}  // namespace oakprobe::inventory
