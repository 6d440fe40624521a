#include "coordinator/diagnosis/alike_words.hpp"

#include "inventory/ssh_way.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace oakprobe::diagnosis {

using inventory::SshWay;

std::string alike_words(const FinishedCheck& check, NodeId node) {
  const inventory::Node& own = check.inventory.node(node);
  const NodeObservation& seen = check.nodes[index_of(node)].observation;
  std::string words = seen.agent_error;
  const std::optional<SshWay> way = inventory::ssh_way(own.agent);
  // The longest first: one may be within another.
  std::array<std::string, 3> mine{own.name, own.address.text(), way ? way->host : ""};
  std::ranges::sort(mine, std::ranges::greater(), [](const auto& one) { return one.size(); });
  for (const std::string& one : mine) {
    for (std::size_t at = words.find(one); !one.empty() && at != std::string::npos;
         at = words.find(one, at + 1)) {
      words.replace(at, one.size(), "*");
    }
  }
  return (seen.own_host.empty() ? "" : "here: ") + words;
}

}  // namespace oakprobe::diagnosis
