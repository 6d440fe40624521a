#include "coordinator/check/misplaced_agents.hpp"

#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <tuple>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::NodeObservation;
using inventory::Role;

// By the agent's own word. nullopt: the inventory gives no address, or the agent told none.
std::optional<bool> has_address_of(
    const FinishedCheck& check, std::size_t node, const inventory::Node& other
) {
  const auto& address = other.address.ip();
  return address ? owns(check.nodes[node].observation, *address) : std::nullopt;
}

std::optional<bool> has_its_address(const FinishedCheck& check, std::size_t node) {
  return has_address_of(check, node, check.inventory.nodes[node]);
}

bool listen_alike(const inventory::Node& a, const inventory::Node& b) {
  return std::ranges::any_of(std::array{Role::root, Role::cluster, Role::worker}, [&](Role role) {
    return a.roles.has(role) && b.roles.has(role);
  });
}

// What the paths to each node tell, by NodeId.
struct Signs {
  std::vector<bool> came;     // probes came to its agent
  std::vector<bool> refused;  // its address refused them: a machine is there
};

bool is_refused_by(const evidence::DialEvidence& dial, const IpAddress& address) {
  return std::ranges::any_of(dial.failures, [&](const evidence::DialFailure& failure) {
    const bool reset =
        failure.stage == evidence::DialStage::connect && failure.error == ECONNREFUSED;
    return failure.icmp ? unmapped(failure.icmp->from) == unmapped(address) : reset;
  });
}

Signs what_came(const FinishedCheck& check) {
  Signs arrivals{std::vector<bool>(check.nodes.size()), std::vector<bool>(check.nodes.size())};
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    const std::size_t target = index_of(check.paths.id_at(at).target);
    const diagnosis::PathState& path = check.paths.state_at(at);
    if (path.receipt && !path.receipt->delivered.empty()) arrivals.came[target] = true;
    if (arrivals.refused[target] || path.dial->failures.empty()) continue;
    const auto& address = check.inventory.nodes[target].address.ip();
    if (address && is_refused_by(*check.paths[at].dial, *address)) arrivals.refused[target] = true;
  }
  return arrivals;
}

using Stack = std::tuple<std::string_view, std::uint64_t>;

std::map<Stack, std::vector<std::size_t>> nodes_by_stack(const FinishedCheck& check) {
  std::map<Stack, std::vector<std::size_t>> stacks;
  for (std::size_t node = 0; node < check.nodes.size(); ++node) {
    const evidence::Facts& facts = check.nodes[node].observation.facts;
    if (facts.boot_id.empty() || facts.network_namespace == 0) continue;
    stacks[{facts.boot_id, facts.network_namespace}].push_back(node);
  }
  return stacks;
}

}  // namespace

std::vector<MisplacedAgent> misplaced_agents(const FinishedCheck& check, bool probed) {
  std::vector<MisplacedAgent> misplaced;
  std::optional<Signs> arrivals;  // to be had from all paths: for who may be misplaced
  for (const auto& [stack, nodes] : nodes_by_stack(check)) {
    const auto at_home = std::ranges::find_if(nodes, [&](std::size_t node) {
      return has_its_address(check, node) == std::optional(true);
    });
    if (at_home == nodes.end()) continue;
    const inventory::Node& home = check.inventory.nodes[*at_home];
    for (const std::size_t node : nodes) {
      const inventory::Node& stranger = check.inventory.nodes[node];
      if (has_its_address(check, node) != std::optional(false)) continue;
      // Nobody is given up on another's word: it says so itself.
      if (has_address_of(check, node, home) != std::optional(true)) continue;
      if (probed && !arrivals) arrivals = what_came(check);
      const bool elsewhere =
          probed ? arrivals->refused[node] && !arrivals->came[node] : listen_alike(home, stranger);
      if (!elsewhere) continue;
      misplaced.push_back(
          {NodeId{static_cast<std::uint32_t>(node)},
           "it runs on " + home.name + "'s machine (by boot id and network), which does not have " +
               stranger.address.text()}
      );
    }
  }
  return misplaced;
}

}  // namespace oakprobe::check
