#include "base/check.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace oakprobe;
using namespace oakprobe::inventory;

namespace {

// What callers build on, whatever was read.
void check_nodes(const Inventory& inventory) {
  CHECK(!inventory.nodes.empty() && inventory.nodes.size() <= nodes_max);
  for (const auto& node : inventory.nodes) {
    CHECK(!node.name.empty() && !node.address.empty() && !node.roles.empty());
    CHECK(!node.release.empty());
    CHECK(node.agent.none == node.agent.command.empty());
    CHECK(node.tunnel.port != 0);
  }
}

void check_paths(const Inventory& inventory) {
  PathSelection all;
  all.all_flows = true;
  std::uint64_t counted = 0;
  for (const auto& count : count_paths(inventory, all)) counted += count.paths;
  constexpr std::uint64_t worth_visiting = 20'000;
  if (counted > worth_visiting) return;
  std::uint64_t visited = 0;
  for_each_path(inventory, all, [&](const ExpectedPath& path) {
    ++visited;
    CHECK(path.port != 0 && !path.address->empty());
  });
  CHECK(visited == counted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse_inventory(text);
  if (!parsed) {
    CHECK(!parsed.error().empty());
    return 0;
  }
  check_nodes(*parsed);
  check_paths(*parsed);
  return 0;
}
