#include "inventory/read_selector.hpp"

#include "inventory/values.hpp"

namespace oakprobe::inventory {
namespace {

constexpr std::array<std::string_view, 4> selector_keys{"role", "cluster", "tag", "name"};

std::optional<Role> read_role(const YamlNode& word, Diagnostics& told) {
  const auto role = value_named<Role>(word.text);
  if (!role) tell_unknown_word(word, "role", all_names<Role>, told);
  return role;
}

}  // namespace

std::optional<Selector> read_selector(
    const YamlNode& node, std::string_view what, References& references, Diagnostics& diagnostics
) {
  const std::size_t before = diagnostics.count();
  Selector selector;
  if (node.is_scalar()) {
    selector.role = read_role(node, diagnostics);
  } else {
    if (!check_map(node, what, selector_keys, diagnostics)) return std::nullopt;
    if (node.entries.empty()) {
      diagnostics.add(
          node.at, std::string(what) + " selects nothing; give role, cluster, tag or name"
      );
    }
    const auto read = [&](std::string_view key, Reference::Kind kind, auto& into) {
      const auto* word = node.find(key);
      if (word == nullptr || !read_text(*word, key, diagnostics)) return;
      into = word->text;
      references.push_back({kind, word});
    };
    read("cluster", Reference::Kind::cluster, selector.cluster);
    read("tag", Reference::Kind::tag, selector.tag);
    read("name", Reference::Kind::node, selector.name);
    const auto* role = node.find("role");
    if (role != nullptr && read_text(*role, "role", diagnostics)) {
      selector.role = read_role(*role, diagnostics);
    }
  }
  return diagnostics.count() == before ? std::optional(selector) : std::nullopt;
}

}  // namespace oakprobe::inventory
