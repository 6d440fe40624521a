#pragma once

#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/rotation.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// What each agent is told to do. Pure: the inventory and the agents' facts in, messages out.
namespace oakprobe::check {

// By NodeId; nullopt: its agent told nothing.
using FactsByNode = std::vector<std::optional<wire::Facts>>;
// By NodeId; a port that is not in it was not looked at.
using ArmedByNode = std::vector<std::vector<wire::ArmedPort>>;

// A selected path, with what facts made of it.
struct DialledPath {
  inventory::ExpectedPath expected;
  std::string address;  // empty: `auto`, and the agent could not tell
  ListenPort listen;    // on the target, behind the dialled port
  unsigned round = 0;   // of the probing, that dials it: 0, or a further one around what failed
  bool probed = false;  // its source dialled and waited to the end
};

// What NetManager would advertise: NodePublicAddress, if set, else the address that the node's
// packets to the internet leave from. nullopt: neither is told, or it is no address of one machine.
[[nodiscard]] std::optional<std::string> told_address(const wire::Facts& facts);

// The node's own address; nullopt: `auto`, and its agent could not tell.
[[nodiscard]] std::optional<std::string> node_address(
    const inventory::Node& node, const std::optional<wire::Facts>& facts
);

[[nodiscard]] DialledPath dialled_path(
    const inventory::Inventory& inventory,
    const inventory::ExpectedPath& path,
    const std::optional<wire::Facts>& target_facts
);

// Which nodes need an agent: the ends of a selected path. By NodeId.
[[nodiscard]] std::vector<bool> touched_nodes(
    std::size_t nodes, std::span<const inventory::ExpectedPath> paths
);

// By NodeId; ports in order of ListenPort. further_sources: who may dial any of the targets later.
[[nodiscard]] std::vector<wire::Arm> arm_orders(
    const inventory::Inventory& inventory,
    std::span<const DialledPath> paths,
    std::span<const NodeId> further_sources,
    const FactsByNode& facts,
    const wire::RunKey& key,
    wire::ListenPolicy policy
);

// nullptr: nobody looked. `ports` as an Arm order has them.
[[nodiscard]] const wire::ArmedPort* find_port(
    const std::vector<wire::ArmedPort>& ports, ListenPort port
);

// asking: questions may be put to running services (not with --observe).
[[nodiscard]] wire::DialMode dial_mode(
    const inventory::Flow& flow, const wire::ArmedPort* listener, bool asking
);

// What a running service of this flow is asked; nullopt: nothing is known that it would answer.
[[nodiscard]] std::optional<wire::Question> question_of(const inventory::Flow& flow, bool tls);

struct ProbeLimits {
  std::uint32_t attempts = 3;
  std::uint32_t timeout_ms = 1'000;  // of one attempt
  std::uint32_t rate = 2'000;        // new flows per second, the whole fleet
  bool ask = true;                   // running services, a question
};

// By NodeId; nodes without paths have an empty plan. `dials` tells, by NodeId, who can dial at all.
[[nodiscard]] std::vector<wire::Probe> probe_orders(
    const inventory::Inventory& inventory,
    std::span<const DialledPath> paths,
    const std::vector<bool>& dials,
    const ArmedByNode& armed,
    const plans::Rotation& rotation,
    const ProbeLimits& limits
);

}  // namespace oakprobe::check
