#include "inventory/read_node.hpp"

#include "base/ip_address.hpp"
#include "base/near_miss.hpp"
#include "base/printable.hpp"
#include "inventory/name_text.hpp"
#include "inventory/read_agent.hpp"
#include "inventory/read_dial.hpp"
#include "inventory/release.hpp"
#include "inventory/values.hpp"

namespace oakprobe::inventory {
namespace {

constexpr std::array<std::string_view, 11> node_keys{
    "name",
    "address",
    "roles",
    "cluster",
    "tags",
    "dial",
    "bind",
    "agent",
    "tunnel",
    "availability",
    "oakestra"};
constexpr std::array<Choice<bool>, 2> availabilities{{{"always", false}, {"intermittent", true}}};

// Reads what is written; what must be there is checked in check_required.
class NodeReader {
 public:
  NodeReader(const NodeKeys& keys, const RangedText& texts, NodeContext& context)
      : keys_(keys), texts_(texts), context_(context), diagnostics_(context.diagnostics) {}

  void read_all() {
    const std::size_t before = diagnostics_.count();
    name();
    address();
    roles();
    cluster();
    tags();
    dial();
    tunnel();
    const Node& node = out_.node;
    out_.placed = diagnostics_.count() == before && !node.name.empty() && !node.address.empty() &&
                  !node.roles.empty();
    bind();
    availability();
    release();
  }

  void agent() {
    const auto* node = keys_.find("agent");
    AgentText text;
    text.command = built_in_agent_command();
    if (node != nullptr) text = read_agent(*node, texts_, diagnostics_);
    const bool named = !out_.node.name.empty() || text.host;
    if (named || text.none) out_.node.agent = fill_in(text, out_.node, diagnostics_);
  }

  void check_required();

  ReadNode out_;

 private:
  void name() {
    const auto* node = keys_.own->find("name");
    if (node == nullptr) return;
    out_.places.name = node->at;
    auto text = texts_.read(*node, "name");
    if (!text) return;
    if (!is_name(*text)) {
      diagnostics_.add(
          node->at,
          in_quotes(*text) +
              " is no name; letters, digits, '.', '_' and '-' make one, and the first "
              "is no '-'"
      );
    }
    if (text->size() > name_bytes_max) {
      diagnostics_.add(
          node->at,
          "this name is too long; " + std::to_string(name_bytes_max) + " letters are the most"
      );
      return;
    }
    // A malformed name is kept: what refers to it is not wrong a second time.
    out_.node.name = std::move(*text);
  }

  void address() {
    const auto* node = keys_.find("address");
    if (node == nullptr) return;
    out_.places.address = node->at;
    out_.places.tunnel = node->at;
    if (auto address = texts_.read_address(*node, "address", true)) {
      out_.node.address = *std::move(address);
    }
  }

  void roles() {
    const auto* node = keys_.find("roles");
    if (node == nullptr) return;
    const auto list = read_list(*node, "roles", "[worker]", diagnostics_);
    if (!list) return;
    if (list->empty()) {
      diagnostics_.add(node->at, "roles is empty; give at least one, for example [worker]");
      return;
    }
    out_.roles_known = true;
    for (const auto& entry : *list) {
      const auto word = read_text(*entry.value, "a role", diagnostics_);
      const auto role = word ? value_named<Role>(*word) : std::nullopt;
      if (role) {
        out_.node.roles.insert(*role);
        continue;
      }
      if (word) {
        tell_unknown_word(*entry.value, "role", all_names<Role>, diagnostics_);
        out_.root_meant = out_.root_meant || nearest(*word, all_names<Role>) == "root";
      }
      out_.roles_known = false;
    }
  }

  void cluster() {
    const auto* node = keys_.find("cluster");
    out_.cluster_known = node == nullptr;
    if (node == nullptr) return;
    out_.places.cluster = node->at;
    auto text = texts_.read(*node, "cluster");
    if (!text) return;
    out_.cluster_known = true;
    out_.node.cluster = std::move(*text);
  }

  void tags() {
    const auto* node = keys_.find("tags");
    out_.tags_known = node == nullptr;
    if (node == nullptr) return;
    const auto list = read_list(*node, "tags", "[cloud]", diagnostics_);
    if (!list) return;
    out_.tags_known = true;
    for (const auto& entry : *list) {
      if (auto text = texts_.read(*entry.value, "a tag")) {
        out_.node.tags.push_back(std::move(*text));
      } else {
        out_.tags_known = false;
      }
    }
  }

  void dial() {
    const auto* node = keys_.find("dial");
    if (node == nullptr) return;
    // The references of an entry that stands for many nodes are the same for all of them.
    References again;
    auto& references = texts_.is_first() ? context_.references : again;
    out_.node.dial = read_dial(*node, texts_, references, out_.places.dial, diagnostics_);
  }

  void tunnel() {
    const auto* node = keys_.find("tunnel");
    if (node == nullptr) return;
    out_.node.tunnel = read_tunnel(*node, texts_, diagnostics_);
    const auto* address = node->find("address");
    const auto* port = node->find("port");
    if (address != nullptr) {
      out_.places.tunnel = address->at;
    } else if (port != nullptr) {
      out_.places.tunnel = port->at;
    }
  }

  void bind() {
    const auto* node = keys_.find("bind");
    if (node == nullptr) return;
    const auto text = texts_.read(*node, "bind");
    if (!text) return;
    out_.node.bind = parse_ip_address(*text);
    if (!out_.node.bind) {
      diagnostics_.add(
          node->at, in_quotes(*text) + " is no IP address; bind is one of the node's own addresses"
      );
    }
  }

  void availability() {
    const auto* node = keys_.find("availability");
    if (node == nullptr) return;
    const auto value = read_choice(*node, "availability", availabilities, diagnostics_);
    out_.node.intermittent = value.value_or(false);
  }

  void release() {
    out_.node.release = context_.release;
    out_.node.release_origin = context_.release_origin;
    out_.node.gateway = context_.gateway;
    const auto* node = keys_.find("oakestra");
    if (node == nullptr) return;
    auto read = read_oakestra(*node, context_.releases, diagnostics_);
    if (read.gateway) out_.node.gateway = *read.gateway;
    if (!read.release) return;
    out_.node.release = std::move(read.release->name);
    out_.node.release_origin = read.release->origin;
  }

  const NodeKeys& keys_;
  const RangedText& texts_;
  NodeContext& context_;
  Diagnostics& diagnostics_;
};

void NodeReader::check_required() {
  const auto who = out_.node.name.empty() ? std::string("this node") : in_quotes(out_.node.name);
  const auto needs = [&](std::string_view key, std::string_view example) {
    if (keys_.find(key) != nullptr || is_misspelled_in(*keys_.own, key, node_keys)) return;
    diagnostics_.add(
        keys_.own->at, who + " has no " + std::string(key) + "; add '" + std::string(example) + "'"
    );
  };
  needs("name", "name: w1");
  needs("address", "address: 192.0.2.1");
  needs("roles", "roles: [worker]");
  if (!out_.roles_known) return;
  const auto& roles = out_.node.roles;
  if (out_.node.address.is_auto() && !roles.has(Role::worker)) {
    diagnostics_.add(
        out_.places.address, "address auto is only for workers; give what peers of " + who + " dial"
    );
  }
  const bool in_cluster = roles.has(Role::worker) || roles.has(Role::cluster);
  if (in_cluster) {
    if (keys_.find("cluster") == nullptr && !is_misspelled_in(*keys_.own, "cluster", node_keys)) {
      const auto role = roles.has(Role::worker) ? Role::worker : Role::cluster;
      diagnostics_.add(
          keys_.own->at,
          who + " is a " + std::string(name_of(role)) +
              " without a cluster; add 'cluster: NAME', the same for a cluster and its workers"
      );
    }
    return;
  }
  out_.node.cluster.clear();
  if (const auto* cluster = keys_.own->find("cluster")) {
    diagnostics_.add(
        cluster->at,
        who + " is no cluster and no worker, so it has no cluster; remove the key or add the role"
    );
  }
}

}  // namespace

const YamlNode* NodeKeys::find(std::string_view key) const {
  const auto* node = own->find(key);
  return node != nullptr || defaults == nullptr ? node : defaults->find(key);
}

bool check_node_keys(const YamlNode& node, bool is_defaults, Diagnostics& diagnostics) {
  const auto known = std::span(node_keys);
  if (!is_defaults) return check_map(node, "a node", known, diagnostics);
  return check_map(node, "defaults", known.subspan(1), diagnostics);
}

ReadNode read_node(const NodeKeys& keys, const RangedText& texts, NodeContext& context) {
  NodeReader reader(keys, texts, context);
  reader.read_all();
  reader.check_required();
  reader.agent();
  return std::move(reader.out_);
}

void check_defaults(const YamlNode& defaults, NodeContext& context) {
  const NodeKeys keys{&defaults, nullptr};
  const RangedText texts(0, std::nullopt, context.diagnostics);
  NodeReader reader(keys, texts, context);
  reader.read_all();
  reader.agent();
}

}  // namespace oakprobe::inventory
