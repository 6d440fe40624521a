#pragma once

#include "evidence/armed_port.hpp"
#include "evidence/closer_look.hpp"
#include "evidence/exposure.hpp"
#include "evidence/facts.hpp"
#include "evidence/firewall_rule.hpp"
#include "evidence/node_evidence.hpp"

#include <boost/describe/class.hpp>

// The members of what was seen, by name (Boost.Describe), for whoever writes and reads it: wire/ as
// messages, coordinator/record/ as a report. Apart from the structs, since nobody else needs it.
namespace oakprobe {

BOOST_DESCRIBE_STRUCT(PathId, (), (flow, source, target))
BOOST_DESCRIBE_STRUCT(KnownAnswer, (), (shape, words))
BOOST_DESCRIBE_STRUCT(ListenPort, (), (protocol, port))

}  // namespace oakprobe

namespace oakprobe::oakestra {

BOOST_DESCRIBE_STRUCT(
    NetManagerConfig,
    (),
    (state,
     problem,
     public_address,
     public_port,
     cluster_url,
     mqtt_port,
     default_interface,
     public_ip_networking,
     unknown_keys)
)
BOOST_DESCRIBE_STRUCT(TunnelConfig, (), (state, problem, port, mtu, device, address, address_ipv6))
BOOST_DESCRIBE_STRUCT(
    NodeEngineConfig,
    (),
    (state,
     problem,
     cluster_address,
     cluster_port,
     old_problem,
     written_by_newer,
     public_ip,
     overlay)
)
BOOST_DESCRIBE_STRUCT(
    NetManagerLog, (), (registration, advertised_address, advertised_port, last_error)
)
BOOST_DESCRIBE_STRUCT(
    WorkerProgram, (), (installed_as, pid, running_s, udp_ports, newer_files, log)
)
BOOST_DESCRIBE_STRUCT(ToldVariable, (), (name, value))

}  // namespace oakprobe::oakestra

namespace oakprobe::evidence {

BOOST_DESCRIBE_STRUCT(DefaultRoute, (), (interface, address, next_hops))
BOOST_DESCRIBE_STRUCT(
    KernelTables, (), (neighbours_max, neighbours, conntrack_max, conntrack, on_link)
)
BOOST_DESCRIBE_STRUCT(HostsEntry, (), (line, address, name))
BOOST_DESCRIBE_STRUCT(RunningComponent, (), (name, own_network, entered, environment))
BOOST_DESCRIBE_STRUCT(
    Facts,
    (),
    (host_name,
     boot_id,
     machine,
     addresses,
     default_routes,
     outbound_address,
     routes,
     netcfg,
     tuncfg,
     node_engine,
     docker,
     tables,
     xdp_interfaces,
     uts_namespace,
     network_namespace,
     outbound_ipv6,
     names_of_itself,
     components,
     net_manager,
     node_engine_program,
     firewall_tool)
)
BOOST_DESCRIBE_STRUCT(Stranger, (), (port, from, count))
BOOST_DESCRIBE_STRUCT(UnansweredNeighbour, (), (asker, about, past_ingress, keeps_still))
BOOST_DESCRIBE_STRUCT(OwnQuestion, (), (about, answered))
BOOST_DESCRIBE_STRUCT(Taps, (), (packets, udp, tcp, loopback_filtered))
BOOST_DESCRIBE_STRUCT(RisenCounter, (), (counter, by, interface))
BOOST_DESCRIBE_STRUCT(
    KernelCounters,
    (),
    (reverse_path_filtered,
     listen_overflows,
     udp_receive_overflows,
     neighbour_table_full,
     conntrack_full,
     softnet_dropped,
     udp_checksum_errors,
     tcp_checksum_errors,
     owner_drops,
     owner_drops_ms,
     accepts_failed,
     others)
)
BOOST_DESCRIBE_STRUCT(KnownCluster, (), (name, address, port, active))
BOOST_DESCRIBE_STRUCT(InnerDevice, (), (name, kind, reach, outer_port, over, networks))
BOOST_DESCRIBE_STRUCT(
    NodeEvidence,
    (),
    (dials,
     receipts,
     sights,
     own_handshakes,
     seen_handshakes,
     taps,
     unanswered_neighbours,
     own_questions,
     neighbours_overflowed,
     strangers,
     counters,
     no_route_to,
     dead_hops,
     link_addresses,
     link_neighbours,
     ipsec,
     clusters,
     policy_routed,
     inner_devices,
     ways)
)
BOOST_DESCRIBE_STRUCT(IcmpError, (), (type, code, from, mtu))
BOOST_DESCRIBE_STRUCT(SizedProbe, (), (bytes, may_fragment, error, answered, asked_long, icmp))
BOOST_DESCRIBE_STRUCT(Hop, (), (limit, from, is_end))
BOOST_DESCRIBE_STRUCT(
    LookEvidence,
    (),
    (path, asked_again, again_answered, refused, burst_sent, burst_answered, sizes, hops)
)
BOOST_DESCRIBE_STRUCT(ServiceAnswer, (), (kind, attempts, said, follow_ups))
BOOST_DESCRIBE_STRUCT(ArmedPort, (), (port, mode, process, pid, address, error, installed_as))
BOOST_DESCRIBE_STRUCT(Question, (), (service, path, tls, known, long_path))
BOOST_DESCRIBE_STRUCT(
    DialFailure, (), (attempt, stage, error, icmp, end_of_stream, foreign_answer, unheard)
)
BOOST_DESCRIBE_STRUCT(AnswerSource, (), (address, port))
BOOST_DESCRIBE_STRUCT(
    DialEvidence,
    (),
    (path,
     sent,
     connected,
     answered,
     round_trip,
     service,
     failures,
     dialled,
     alternatives,
     not_tried,
     by_dialler,
     docker_names,
     by_hosts_file,
     answered_from)
)
BOOST_DESCRIBE_STRUCT(RoundTrip, (), (min_us, median_us, max_us))
BOOST_DESCRIBE_STRUCT(
    ReceiptEvidence,
    (),
    (path, delivered, answered, answer_error, observed_source, observed_port, as_told)
)
BOOST_DESCRIBE_STRUCT(PathSights, (), (path, attempts))
BOOST_DESCRIBE_STRUCT(LookReceipt, (), (path, burst, sizes))
BOOST_DESCRIBE_STRUCT(DeadHop, (), (to, hop, device, link_up))
BOOST_DESCRIBE_STRUCT(LinkNeighbour, (), (address, link_address))
BOOST_DESCRIBE_STRUCT(InnerWay, (), (to, device, gateway))
BOOST_DESCRIBE_STRUCT(
    FirewallRule, (), (family, table, chain, policy, legacy, handle, text, comment, owner, source)
)
BOOST_DESCRIBE_STRUCT(RuleFinding, (), (path, leaves, answers, rule))
BOOST_DESCRIBE_STRUCT(NeededPort, (), (port, published, anyone, sources))
BOOST_DESCRIBE_STRUCT(NeedAdmission, (), (accepted, dropped, not_certain, dropped_source, rule))
BOOST_DESCRIBE_STRUCT(OpenPort, (), (port, process, published, ipv4, ipv6))
BOOST_DESCRIBE_STRUCT(Exposure, (), (open, needs, trouble))

}  // namespace oakprobe::evidence
