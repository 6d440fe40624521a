#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "evidence/descriptions.hpp"

#include <boost/describe/class.hpp>

// The members of an inventory and of a diagnosis, by name (Boost.Describe): so a record has them.
namespace oakprobe::inventory {

BOOST_DESCRIBE_STRUCT(Selector, (), (role, cluster, tag, name))
BOOST_DESCRIBE_STRUCT(AgentSpec, (), (none, local, command, push, keep, sudo))
BOOST_DESCRIBE_STRUCT(DialException, (), (from, flow, address, port, listen, tls))
BOOST_DESCRIBE_STRUCT(Tunnel, (), (address, port, listen))
BOOST_DESCRIBE_STRUCT(
    Node,
    (),
    (name,
     address,
     roles,
     cluster,
     tags,
     dial,
     intermittent,
     tunnel,
     bind,
     agent,
     release,
     release_origin,
     gateway)
)
BOOST_DESCRIBE_STRUCT(Gateway, (), (port, tls))
BOOST_DESCRIBE_STRUCT(
    Flow,
    (),
    (id,
     from,
     to,
     scope,
     protocol,
     port,
     expect,
     need,
     service,
     ask,
     answer,
     ask_long,
     via_source,
     via_target,
     ipv4,
     ipv6,
     source_preserved,
     documented,
     since,
     until,
     component,
     why,
     evidence,
     dialler,
     gateway,
     behind_gateway,
     earlier)
)
// Nodes, flows and silences are lists of their own in a record; what is doubtful is told when it is
// read, and how else an audit runs is nobody's business.
BOOST_DESCRIBE_STRUCT(Silence, (), (flow, source, target, node, until, why))
BOOST_DESCRIBE_STRUCT(Inventory, (), (release, release_assumed))

}  // namespace oakprobe::inventory

namespace oakprobe::diagnosis {

BOOST_DESCRIBE_STRUCT(UnplannedProbes, (), (source, paths))
BOOST_DESCRIBE_STRUCT(
    NodeObservation,
    (),
    (agent,
     agent_error,
     misplaced,
     own_host,
     privileged,
     facts,
     armed,
     counters,
     strangers,
     unplanned,
     no_route_to,
     dead_hops,
     link_addresses,
     link_neighbours,
     taps,
     unanswered_neighbours,
     own_questions,
     neighbours_overflowed,
     ipsec,
     clusters,
     evidence_complete,
     rules_trouble,
     evidence_round,
     policy_routed,
     inner_devices,
     ways)
)
BOOST_DESCRIBE_STRUCT(CloserLook, (), (seen, target_told, receipt))
BOOST_DESCRIBE_STRUCT(
    PathEnd, (), (address, listener_process, listener_pid, port, listen_port, listener, mode, tls)
)
// Without what judging makes of it.
BOOST_DESCRIBE_STRUCT(
    PathState,
    (),
    (dial, receipt, sights, arrivals_certain, seen_source, observed_port, round, look, rules)
)
BOOST_DESCRIBE_STRUCT(Touched, (), (bound, live_connections, live_datagrams))
// So, without findings.
BOOST_DESCRIBE_STRUCT(FinishedNode, (), (observation, told, address, touched))
BOOST_DESCRIBE_STRUCT(
    RotationProgress, (), (slots, verified, oldest_seconds, runs_left, begun_anew, kept)
)
BOOST_DESCRIBE_STRUCT(
    Coverage, (), (plan, possible, tried, clusters_crossed, network_prefix, rotation)
)
BOOST_DESCRIBE_STRUCT(LoweredPace, (), (node, table, needed, room, flows_per_second))
BOOST_DESCRIBE_STRUCT(FailOn, (), (blocked, exposed, degraded, unknown, causes))
// What stands in lists of its own in a record, or follows from it, is left out.
BOOST_DESCRIBE_STRUCT(
    FinishedCheck,
    (),
    (oakprobe,
     run_id,
     deployment,
     started,
     finished,
     took,
     interrupted,
     exposure_checked,
     inventory,
     coverage,
     fail_on,
     listed)
)

}  // namespace oakprobe::diagnosis
