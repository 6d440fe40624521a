#include "inventory/read_nodes.hpp"

#include "base/printable.hpp"
#include "inventory/range.hpp"
#include "inventory/values.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

constexpr std::uint64_t weight_max = 64U * 1024 * 1024;

// What one spelled-out copy of the values costs, about, in bytes.
std::size_t weight(const YamlNode& node) {
  constexpr std::size_t value_bytes = 32;
  std::size_t bytes = node.text.size() + value_bytes;
  for (const auto& entry : node.entries) bytes += weight(*entry.value);
  return bytes;
}

bool has_range(const YamlNode* node) {
  if (node == nullptr) return false;
  if (node->text.find('[') != std::string::npos) return true;
  return std::ranges::any_of(node->entries, [](const YamlEntry& entry) {
    return has_range(entry.value);
  });
}

class NodesReader {
 public:
  NodesReader(const YamlNode* defaults, NodeContext& context)
      : defaults_(defaults),
        defaults_weight_(defaults != nullptr ? weight(*defaults) : 0),
        context_(context),
        diagnostics_(context.diagnostics) {}

  void read_entry(const YamlNode& entry) {
    if (!check_node_keys(entry, false, diagnostics_)) {
      nothing_known();
      return;
    }
    const auto count = count_of(entry);
    if (!count) out_.names_complete = false;
    const std::uint64_t wanted = count.value_or(1);
    std::uint64_t some = wanted;
    if (total_ + wanted <= nodes_max) {
      weight_ += wanted * (weight(entry) + defaults_weight_);
      if (weight_ > weight_max) {
        diagnostics_.add(
            entry.at,
            "too much in these nodes, ranges spelled out: more than 64 MiB; use fewer "
            "exceptions, tags or words"
        );
        some = 1;
        nothing_known();
      }
    } else {
      const auto* name = entry.find("name");
      diagnostics_.add(
          name != nullptr ? name->at : entry.at,
          "too many nodes: with these " + std::to_string(total_ + wanted) + "; " +
              std::to_string(nodes_max) + " are the most"
      );
      some = 1;  // its other mistakes are still told
      nothing_known();
    }
    total_ += some;
    const NodeKeys keys{&entry, defaults_};
    for (std::uint64_t index = 0; index < some; ++index) {
      const std::size_t before = diagnostics_.count();
      const RangedText texts(index, count, diagnostics_);
      auto read = read_node(keys, texts, context_);
      const bool new_name = declare(read);
      if (new_name && read.placed) {
        out_.nodes.push_back(std::move(read.node));
        out_.places.push_back(std::move(read.places));
      }
      if (diagnostics_.count() != before) {
        declare_rest(keys, index + 1, some);
        return;
      }
    }
  }

  // Of an entry that can't be read at all.
  void nothing_known() {
    out_.names_complete = out_.tags_complete = out_.clusters_complete = false;
    ++out_.clusters_unnamed;
  }

  NodeList out_;

 private:
  // How many nodes the entry stands for; nullopt: its name tells nothing.
  static std::optional<std::uint64_t> count_of(const YamlNode& entry) {
    const auto* name = entry.find("name");
    if (name == nullptr || !name->is_scalar()) return std::nullopt;
    const auto range = Range::parse(name->text);
    return range ? std::optional(range->count()) : std::nullopt;
  }

  bool declare_name(const std::string& name, Position at) {
    const auto [known, is_new] = out_.names.try_emplace(name, at.line);
    if (!is_new) {
      diagnostics_.add(
          at,
          "the name " + in_quotes(name) + " is given twice, first on line " +
              std::to_string(known->second) + "; each node has its own"
      );
    }
    return is_new;
  }

  // Makes known what of the node is known. False: its name is another node's.
  bool declare(const ReadNode& read) {
    const Node& node = read.node;
    bool new_name = true;
    if (!node.name.empty()) new_name = declare_name(node.name, read.places.name);
    out_.tags.insert(node.tags.begin(), node.tags.end());
    out_.tags_complete = out_.tags_complete && read.tags_known;
    out_.clusters_complete = out_.clusters_complete && read.cluster_known;
    out_.has_root = out_.has_root || node.roles.has(Role::root) || read.root_meant;
    const bool may_orchestrate = node.roles.has(Role::cluster) || !read.roles_known;
    if (node.cluster.empty()) {
      if (node.roles.has(Role::cluster)) ++out_.clusters_unnamed;
      return new_name;
    }
    out_.clusters.try_emplace(node.cluster, read.places.cluster);
    if (may_orchestrate) out_.orchestrated.insert(node.cluster);
    return new_name;
  }

  // Names of nodes that are not read, because one before them in the same entry was wrong.
  void declare_rest(const NodeKeys& keys, std::uint64_t from, std::uint64_t to) {
    if (from >= to) return;
    if (has_range(keys.find("tags"))) out_.tags_complete = false;
    if (has_range(keys.find("cluster"))) {
      out_.clusters_complete = false;
      ++out_.clusters_unnamed;
    }
    const auto* name = keys.own->find("name");
    const auto range = Range::parse(name->text);
    for (std::uint64_t index = from; index < to; ++index) {
      out_.names.try_emplace(range->at(index), name->at.line);
    }
  }

  const YamlNode* defaults_;
  std::size_t defaults_weight_;
  NodeContext& context_;
  Diagnostics& diagnostics_;
  std::uint64_t total_ = 0;
  std::uint64_t weight_ = 0;
};

}  // namespace

NodeList read_nodes(const YamlNode& list, const YamlNode* defaults, NodeContext& context) {
  NodesReader reader(defaults, context);
  const auto entries = read_list(
      list, "nodes", "- {name: root, address: 192.0.2.10, roles: [root]}", context.diagnostics
  );
  if (!entries) {
    reader.nothing_known();
    return std::move(reader.out_);
  }
  for (const auto& entry : *entries) reader.read_entry(*entry.value);
  return std::move(reader.out_);
}

}  // namespace oakprobe::inventory
