#pragma once

#include "inventory/diagnostics.hpp"
#include "inventory/read_flows.hpp"
#include "inventory/read_nodes.hpp"
#include "inventory/references.hpp"

namespace oakprobe::inventory {

// Tells clusters, tags, nodes and flows that are spoken of, and that nothing has.
void check_references(
    const References& references,
    const NodeList& nodes,
    const FlowList& flows,
    Diagnostics& diagnostics
);

// A root, and an orchestrator for each cluster that has workers.
void check_deployment(const NodeList& nodes, Position nodes_at, Diagnostics& diagnostics);

}  // namespace oakprobe::inventory
