#include "rules/iptables_reader.hpp"

#include "base/parse_number.hpp"
#include "packets/text_lines.hpp"
#include "rules/iptables_rule.hpp"

#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::rules {
namespace {

struct BuiltIn {
  std::string_view chain;
  Hook hook;
};
constexpr BuiltIn built_in_chains[] = {
    {"PREROUTING", Hook::prerouting},
    {"INPUT", Hook::input},
    {"FORWARD", Hook::forward},
    {"OUTPUT", Hook::output},
    {"POSTROUTING", Hook::postrouting},
};

// linux/netfilter_ipv4.h, nf_ip_hook_priorities.
int priority_of(std::string_view table, Hook hook) {
  if (table == "raw") return -300;
  if (table == "mangle") return -150;
  if (table == "nat") return hook == Hook::prerouting || hook == Hook::output ? -100 : 100;
  return table == "security" ? 50 : 0;
}

// "[12:3456]": packets and bytes.
std::optional<std::uint64_t> packets_in(std::string_view counters) {
  if (!counters.starts_with('[')) return std::nullopt;
  return parse_number<std::uint64_t>(counters.substr(1, counters.find(':') - 1));
}

class SaveReader {
 public:
  explicit SaveReader(bool legacy) : legacy_(legacy) {}

  // False: it is more than this reads.
  [[nodiscard]] bool read(std::string_view text) {
    for (const std::string_view line : packets::lines_of(text)) {
      if (!read_line(line)) return false;
    }
    return true;
  }

  [[nodiscard]] std::vector<Table>& tables() { return tables_; }

 private:
  [[nodiscard]] bool read_line(std::string_view line) {
    if (line.starts_with('*')) {
      if (tables_.size() == tables_max) return false;
      tables_.emplace_back().name = line.substr(1);
    } else if (line.starts_with(':') && !tables_.empty()) {
      add_chain(line.substr(1));
    } else if (line.starts_with('[') && !tables_.empty()) {
      return add_rule(line);
    }
    return true;
  }

  // "INPUT DROP [0:0]"
  void add_chain(std::string_view line) {
    const auto words = packets::words_of(line);
    if (words.size() < 2) return;
    Chain& chain = tables_.back().chain_named(words[0]);
    const auto it = std::ranges::find(built_in_chains, words[0], &BuiltIn::chain);
    if (it == std::end(built_in_chains) || words[1] == "-") return;
    ChainBase& base = chain.base.emplace();
    base.hook = it->hook;
    base.priority = priority_of(tables_.back().name, it->hook);
    base.translates = tables_.back().name == "nat";
    base.drops = words[1] == "DROP";
    // nf_tables counts nothing for a policy: iptables prints zeros there.
    if (legacy_ && words.size() > 2) base.policy_packets = packets_in(words[2]);
  }

  // "[0:0] -A INPUT -p udp -j DROP"
  [[nodiscard]] bool add_rule(std::string_view line) {
    auto words = iptables_words(line);
    if (words.size() < 3 || words[1] != "-A") return true;
    if (++rules_read_ > rules_max) return false;
    Chain& chain = tables_.back().chain_named(words[2]);
    const auto packets = packets_in(words[0]);
    words.erase(words.begin(), words.begin() + 3);
    Rule rule = iptables_rule(words);
    rule.text = "-A " + chain.name + (rule.text.empty() ? "" : " ") + rule.text;
    rule.packets = packets;
    rule.counts_verdicts = true;
    chain.rules.push_back(std::move(rule));
    return true;
  }

  bool legacy_;
  std::size_t rules_read_ = 0;
  std::vector<Table> tables_;
};

// The same rules as nf_tables tells them, with handles, in the same order.
void take_over(Chain& from, Chain& to) {
  if (from.rules.size() != to.rules.size()) return;  // they changed meanwhile
  for (std::size_t at = 0; at < to.rules.size(); ++at) {
    Rule& rule = from.rules[at];
    rule.handle = to.rules[at].handle;
    rule.packets = to.rules[at].packets;
    rule.counts_verdicts = rule.packets.has_value();
    to.rules[at] = std::move(rule);
  }
}

}  // namespace

Result<void> read_iptables(
    std::string_view text, std::string_view family, bool legacy, Ruleset& rules
) {
  SaveReader reader(legacy);
  if (!reader.read(text)) return make_error_code(boost::system::errc::value_too_large);
  for (Table& table : reader.tables()) {
    table.family = family;
    table.legacy = legacy;
    table.iptables = true;
    Table* const known = legacy ? nullptr : rules.find(family, table.name, false);
    if (known == nullptr) {
      rules.tables.push_back(std::move(table));
      continue;
    }
    known->iptables = true;
    for (Chain& chain : table.chains) {
      if (Chain* const same = known->find(chain.name)) take_over(chain, *same);
    }
  }
  return {};
}

}  // namespace oakprobe::rules
