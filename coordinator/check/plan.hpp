#pragma once

#include "coordinator/diagnosis/known_path.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"
#include "wire/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What agents are told to do follows from the inventory and their facts. Pure.
namespace oakprobe::check {

// Of each node what its agent told, by NodeId; untouched where it told nothing.
using FactsByNode = std::vector<evidence::Facts>;

// A selected path, with what facts made of it.
struct DialledPath {
  inventory::ExpectedPath expected;
  inventory::Address address;  // empty: `auto`, and the agent could not tell
  ListenPort listen;           // on the target, behind the dialled port
};

// What the target's tuncfg.json, or the NetManager that runs there, binds; nullopt: the agent could
// not tell.
[[nodiscard]] std::optional<std::uint16_t> bound_tunnel_port(const evidence::Facts& facts);

// What NetManager would advertise: NodePublicAddress, if set, else the address that the node's
// packets to the internet leave from. nullopt: neither is told, or it is no address of one machine.
[[nodiscard]] std::optional<inventory::Address> told_address(const evidence::Facts& facts);

// The node's own address; nullopt: `auto`, and its agent could not tell.
[[nodiscard]] std::optional<inventory::Address> node_address(
    const inventory::Node& node, const evidence::Facts& facts
);

[[nodiscard]] DialledPath dialled_path(
    const inventory::Inventory& inventory,
    const inventory::ExpectedPath& path,
    const evidence::Facts& target_facts
);

// Which nodes need an agent: the ends of a path of the plan. By NodeId.
[[nodiscard]] std::vector<bool> touched_nodes(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan
);

using diagnosis::find_port;

// Where questions may be put to running services (not with --observe).
[[nodiscard]] evidence::DialMode dial_mode(
    const inventory::Flow& flow, const evidence::ArmedPort* listener
);

// What a running service of this flow is asked; nullopt: nothing is known that it would answer.
[[nodiscard]] std::optional<evidence::Question> question_of(const inventory::Flow& flow, bool tls);

struct ProbeLimits {
  std::uint32_t attempts = attempts_default;
  std::uint32_t timeout_ms = timeout_ms_default;        // of one attempt
  std::uint32_t rate = flows_per_second_fleet_default;  // new flows per second, the whole fleet
  bool ask = true;                                      // running services, a question
  std::uint32_t settle_ms = wire::Probe().settle_ms;
};

}  // namespace oakprobe::check
