#include "inventory/parse_inventory.hpp"

#include "base/printable.hpp"
#include "inventory/catalogue/catalogue.hpp"
#include "inventory/check_addresses.hpp"
#include "inventory/check_endpoints.hpp"
#include "inventory/check_references.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/foreign_format.hpp"
#include "inventory/path_rules.hpp"
#include "inventory/read_audit.hpp"
#include "inventory/read_flows.hpp"
#include "inventory/read_nodes.hpp"
#include "inventory/release.hpp"
#include "inventory/values.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

constexpr std::array<std::string_view, 6> top_keys{
    "version", "oakestra", "defaults", "nodes", "flows", "audit"};

void check_version(const YamlNode& root, Diagnostics& diagnostics) {
  const auto* version = root.find("version");
  if (version == nullptr) {
    if (is_misspelled_in(root, "version", top_keys)) return;
    diagnostics.add(root.at, "the inventory has no version; add 'version: 1'");
  } else if (!version->is_scalar() || version->text != "1") {
    const auto written = version->is_scalar() ? in_quotes(version->text) : std::string("this");
    diagnostics.add(
        version->at,
        "this Oakprobe does not know inventory version " + written + "; write 'version: 1'"
    );
  }
}

// What holds for each node that says nothing else.
struct OwnOakestra {
  ReleaseOrigin origin = ReleaseOrigin::assumed;
  bool gateway = false;
};

OwnOakestra read_own_oakestra(
    const YamlNode& root, Inventory& inventory, Diagnostics& diagnostics
) {
  const auto& releases = catalogue().releases;
  inventory.release = releases.back();
  const auto* node = root.find("oakestra");
  inventory.release_assumed = true;
  OwnOakestra own;
  if (node == nullptr) return own;
  auto read = read_oakestra(*node, releases, diagnostics);
  own.gateway = read.gateway.value_or(false);
  if (!read.release) return own;
  inventory.release_assumed = false;
  inventory.release = std::move(read.release->name);
  own.origin = read.release->origin;
  return own;
}

// Flows that no release in this deployment has are not of this inventory.
void drop_flows_of_other_releases(Inventory& inventory) {
  std::vector<std::string_view> present{inventory.release};
  for (const auto& node : inventory.nodes) {
    if (std::ranges::find(present, node.release) == present.end()) present.push_back(node.release);
  }
  std::erase_if(inventory.flows, [&](const Flow& flow) {
    return std::ranges::none_of(present, [&](std::string_view release) {
      return exists_in(flow, release, catalogue().releases);
    });
  });
}

// What is read as YAML, and is a file of another kind.
std::optional<TextProblem> recognise(std::string_view text, const YamlNode& root) {
  if (root.find("nodes") != nullptr || root.find("version") != nullptr) return std::nullopt;
  if (auto foreign = recognise_map(root)) return foreign;
  return root.kind == YamlNode::Kind::map ? std::nullopt : recognise_lines(text);
}

void read_all(const YamlNode& root, Inventory& inventory, Diagnostics& diagnostics) {
  if (!check_map(root, "the inventory", top_keys, diagnostics)) return;
  check_version(root, diagnostics);
  const OwnOakestra own = read_own_oakestra(root, inventory, diagnostics);

  References references;
  NodeContext context{
      catalogue().releases, inventory.release, own.origin, own.gateway, references, diagnostics};
  const auto* defaults = root.find("defaults");
  if (defaults != nullptr) {
    if (check_node_keys(*defaults, true, diagnostics)) {
      check_defaults(*defaults, context);
    } else {
      defaults = nullptr;
    }
  }
  auto flows = read_flows(root.find("flows"), references, diagnostics);
  if (const auto* audit = root.find("audit"))
    inventory.audit = read_audit(*audit, references, diagnostics);
  const auto* nodes = root.find("nodes");
  if (nodes == nullptr) {
    if (is_misspelled_in(root, "nodes", top_keys)) return;
    diagnostics.add(root.at, "the inventory has no nodes; add 'nodes:' with at least a root");
    return;
  }
  auto list = read_nodes(*nodes, defaults, context);
  check_references(references, list, flows, diagnostics);
  if (nodes->kind == YamlNode::Kind::sequence) check_deployment(list, nodes->at, diagnostics);

  inventory.nodes = std::move(list.nodes);
  inventory.flows = std::move(flows.flows);
  drop_flows_of_other_releases(inventory);
  check_endpoints(inventory, list.places, diagnostics);
  check_addresses(inventory, list.places, diagnostics);
}

}  // namespace

boost::system::result<Inventory, std::vector<Diagnostic>> parse_inventory(std::string_view text) {
  if (text.size() > inventory_bytes_max) {
    return std::vector{Diagnostic{
        1, 1, "too large: an inventory has at most 8 MiB; write many like nodes as a range"}};
  }
  YamlDocument document;
  Diagnostics diagnostics;
  Inventory inventory;
  if (read_yaml(text, document, diagnostics)) {
    if (const auto foreign = recognise(text, *document.root())) {
      diagnostics.add(foreign->at, foreign->message);
    } else {
      read_all(*document.root(), inventory, diagnostics);
    }
  }
  if (!diagnostics.empty()) return diagnostics.take();
  inventory.doubts = diagnostics.doubts();
  return inventory;
}

}  // namespace oakprobe::inventory
