#include "probe-agent/firewall/traced_hooks.hpp"

#include "rules/ruleset.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <net/if.h>

namespace oakprobe::agent {
namespace {

// The first of them, by number: later ones are containers'.
std::vector<std::string> all_devices() {
  const std::unique_ptr<struct if_nameindex, void (*)(struct if_nameindex*)> all(
      ::if_nameindex(), ::if_freenameindex
  );
  if (!all) return {};
  std::map<unsigned, std::string> by_number;
  for (const auto* one = all.get(); one->if_name != nullptr; ++one)
    by_number.emplace(one->if_index, one->if_name);
  std::vector<std::string> names;
  for (auto& [number, name] : by_number) {
    if (names.size() == ingress_devices_max) break;
    names.push_back(std::move(name));
  }
  return names;
}

bool has_ingress_chain(const rules::Table& table) {
  return std::ranges::any_of(table.chains, [](const rules::Chain& chain) {
    return chain.base && chain.base->hook == rules::Hook::ingress;
  });
}

}  // namespace

TracedHooks traced_hooks(const rules::Ruleset& rules) {
  TracedHooks hooks;
  hooks.bridge =
      std::ranges::find(rules.tables, "bridge", &rules::Table::family) != rules.tables.end();
  if (std::ranges::any_of(rules.tables, has_ingress_chain)) hooks.ingress = all_devices();
  return hooks;
}

}  // namespace oakprobe::agent
