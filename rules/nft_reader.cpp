#include "rules/nft_reader.hpp"

#include "base/utf8.hpp"
#include "evidence/firewall_rule.hpp"
#include "rules/json_items.hpp"
#include "rules/nft_expression.hpp"
#include "rules/nft_text.hpp"
#include "rules/nft_values.hpp"

#include <boost/system/errc.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace oakprobe::rules {
namespace {

using nlohmann::json;

// linux/netfilter.h has numbers for them.
constexpr std::pair<std::string_view, Hook> hook_names[] = {
    {"ingress", Hook::ingress},
    {"prerouting", Hook::prerouting},
    {"input", Hook::input},
    {"forward", Hook::forward},
    {"output", Hook::output},
    {"egress", Hook::egress},
    {"postrouting", Hook::postrouting},
};

std::optional<ChainBase> base_in(const json& chain) {
  const std::string_view hook = text_in(chain, "hook");
  const auto it = std::ranges::find(hook_names, hook, [](const auto& one) { return one.first; });
  const json& priority = member_of(chain, "prio");
  if (it == std::end(hook_names) || !priority.is_number_integer()) return std::nullopt;
  ChainBase base;
  base.hook = it->second;
  base.priority = static_cast<int>(std::clamp<std::int64_t>(
      priority.get<std::int64_t>(), std::numeric_limits<int>::min(), std::numeric_limits<int>::max()
  ));
  base.translates = text_in(chain, "type") == "nat";
  base.drops = text_in(chain, "policy") == "drop";
  return base;
}

class NftReader {
 public:
  explicit NftReader(Ruleset& rules) : rules_(rules) {}

  [[nodiscard]] bool read(std::string_view text) {
    const json item = json::parse(text, nullptr, false);
    if (!item.is_object() || item.size() != 1) return false;
    if (rules_.tables.size() > tables_max) return false;
    const std::string& kind = item.begin().key();
    const json& inner = *item.begin();
    if (kind == "chain") add_chain(inner);
    if (kind == "rule") return add_rule(inner);
    if (kind == "set" || kind == "map") add_set(inner);
    if (kind == "counter") add_counter(inner);
    return true;
  }

 private:
  Table& table_of(const json& item) {
    const std::string_view family = text_in(item, "family");
    const std::string_view name = text_in(item, "table");
    if (Table* const table = rules_.find(family, name, false)) return *table;
    Table& table = rules_.tables.emplace_back();
    table.family = family;
    table.name = name;
    return table;
  }

  NamedObjects& named_of(const json& item) {
    return named_[{std::string(text_in(item, "family")), std::string(text_in(item, "table"))}];
  }

  void add_chain(const json& chain) {
    table_of(chain).chain_named(text_in(chain, "name")).base = base_in(chain);
  }

  [[nodiscard]] bool add_rule(const json& item) {
    if (++rules_read_ > rules_max) return false;
    Rule rule;
    const json& handle = member_of(item, "handle");
    if (handle.is_number_unsigned()) rule.handle = handle.get<std::uint64_t>();
    rule.comment = to_utf8(text_in(item, "comment"), evidence::rule_name_bytes_max);
    const json& expressions = member_of(item, "expr");
    if (!expressions.is_array()) return false;
    for (const json& expression : expressions) add_expression(expression, named_of(item), rule);
    rule.text = nft_text(expressions);
    table_of(item).chain_named(text_in(item, "chain")).rules.push_back(std::move(rule));
    return true;
  }

  void add_set(const json& set) {
    const bool verdicts = text_in(set, "map") == "verdict";
    if (set.contains("map") && !verdicts) return;
    const auto fields = fields_of_type(member_of(set, "type"));
    Elements elements = elements_in(fields, member_of(set, "elem"), verdicts);
    named_of(set).sets[std::string(text_in(set, "name"))] =
        std::make_shared<const Elements>(std::move(elements));
  }

  void add_counter(const json& counter) {
    const json& packets = member_of(counter, "packets");
    if (!packets.is_number_unsigned()) return;
    named_of(counter).counters[std::string(text_in(counter, "name"))] =
        packets.get<std::uint64_t>();
  }

  Ruleset& rules_;
  std::size_t rules_read_ = 0;
  std::map<std::pair<std::string, std::string>, NamedObjects> named_;  // by family and table
};

// What is too large to be read, but may be left out: rules know that they don't know it.
bool is_set(std::string_view item) {
  const std::string_view head = item.substr(0, std::min(item.find(':'), std::size_t{16}));
  return head.find("\"set\"") != std::string_view::npos ||
         head.find("\"map\"") != std::string_view::npos;
}

}  // namespace

Result<void> read_nft(std::string_view text, Ruleset& rules) {
  const auto items = json_items(text);
  if (!items) return items.error();
  NftReader reader(rules);
  for (const std::string_view item : *items) {
    if (item.size() > json_item_bytes_max) {
      if (is_set(item)) continue;
      return make_error_code(boost::system::errc::value_too_large);
    }
    if (!reader.read(item)) return make_error_code(boost::system::errc::bad_message);
  }
  return {};
}

}  // namespace oakprobe::rules
