#include "rules/ruleset.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::rules {

const Chain* Table::find(const std::string& chain) const {
  const auto it = chain_numbers.find(chain);
  return it == chain_numbers.end() ? nullptr : &chains[it->second];
}

Chain* Table::find(const std::string& chain) {
  return const_cast<Chain*>(std::as_const(*this).find(chain));
}

Chain& Table::chain_named(std::string_view chain) {
  const auto [it, is_new] = chain_numbers.try_emplace(std::string(chain), chains.size());
  if (is_new) chains.emplace_back().name = chain;
  return chains[it->second];
}

const Table* Ruleset::find(std::string_view family, std::string_view table, bool legacy) const {
  const auto it = std::ranges::find_if(tables, [&](const Table& one) {
    return one.legacy == legacy && one.family == family && one.name == table;
  });
  return it == tables.end() ? nullptr : &*it;
}

Table* Ruleset::find(std::string_view family, std::string_view table, bool legacy) {
  return const_cast<Table*>(std::as_const(*this).find(family, table, legacy));
}

}  // namespace oakprobe::rules
