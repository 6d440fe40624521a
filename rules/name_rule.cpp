#include "rules/name_rule.hpp"

#include "base/utf8.hpp"
#include "rules/iptables_reader.hpp"
#include "rules/nft_reader.hpp"
#include "rules/owner.hpp"
#include "rules/walk.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace oakprobe::rules {
namespace {

using evidence::Admission;
using evidence::FirewallRule;
using evidence::RuleSource;

struct Sent {
  std::uint64_t own = 0;
  std::uint64_t others = 0;
};

// A counter that rose by at least half of what was sent, since packets are lost, and by not much
// more, since other packets' rise proves nothing.
bool fits(std::optional<std::uint64_t> rise, Sent sent) {
  return rise && *rise > 0 && 2 * *rise >= sent.own && *rise <= 4 * (sent.own + sent.others + 1);
}

// Some of the packets may have ended here instead of where the counter rose by `found`.
bool is_rival(const Ending& ending, Sent sent, std::uint64_t found) {
  if (!ending.rise) return true;  // what raised the other one may be other packets
  const bool may_be_others = sent.others > 0 && found < sent.own + sent.others;
  if (may_be_others && *ending.rise > 0) return true;
  return found < sent.own || 2 * *ending.rise >= sent.own;
}

FirewallRule told(const Ending& ending, RuleSource source) {
  return described(*ending.table, *ending.chain, ending.rule, source);
}

std::optional<FirewallRule> rule_by_counters(const std::vector<Ending>& endings, Sent sent) {
  if (sent.own == 0) return std::nullopt;
  const Ending* found = nullptr;
  for (const Ending& ending : endings) {
    if (!fits(ending.rise, sent)) continue;
    if (found != nullptr) return std::nullopt;
    found = &ending;
  }
  if (found == nullptr) return std::nullopt;
  const bool has_rival = std::ranges::any_of(endings, [&](const Ending& ending) {
    return &ending != found && is_rival(ending, sent, *found->rise);
  });
  if (has_rival) return std::nullopt;
  return told(*found, RuleSource::counted);
}

bool same_rule(const FirewallRule& a, const FirewallRule& b) {
  return a.family == b.family && a.legacy == b.legacy && a.table == b.table && a.chain == b.chain &&
         a.policy == b.policy && a.handle == b.handle && a.text == b.text;
}

std::optional<FirewallRule> rule_in(
    const Packet& packet, const Ruleset& before, const Ruleset& after, Sent sent
) {
  const WalkResult result = walk(packet, after, sent.own == 0 ? nullptr : &before);
  if (!result.is_sound || result.endings.empty()) return std::nullopt;
  const auto by_counters = rule_by_counters(result.endings, sent);
  if (by_counters || result.endings.size() > 1) return by_counters;
  const Ending& only = result.endings.front();
  const bool is_certain = only.certainty == Truth::yes || !result.may_pass;
  return is_certain ? std::optional(told(only, RuleSource::read)) : std::nullopt;
}

}  // namespace

Result<Ruleset> read_ruleset(const HostTexts& texts) {
  Ruleset rules;
  if (!texts.nft.empty()) {
    if (const auto read = read_nft(texts.nft, rules); !read) return read.error();
  }
  struct Saved {
    const std::string& text;
    std::string_view family;
    bool legacy;
  };
  const Saved saved[] = {
      {texts.iptables, "ip", false},
      {texts.ip6tables, "ip6", false},
      {texts.iptables_legacy, "ip", true},
      {texts.ip6tables_legacy, "ip6", true},
  };
  for (const Saved& one : saved) {
    const auto read = read_iptables(one.text, one.family, one.legacy, rules);
    if (!read) return read.error();
  }
  return rules;
}

std::optional<FirewallRule> rule_that_ends(
    const Packet& packet,
    const Ruleset& before,
    const Ruleset& after,
    std::uint32_t sent,
    std::uint64_t others
) {
  const auto rule = rule_in(packet, before, after, {sent, others});
  if (!rule) return std::nullopt;
  // Rules that were changed while packets were sent say nothing.
  const WalkResult earlier = walk(packet, before);
  const bool was_there = std::ranges::any_of(earlier.endings, [&](const Ending& ending) {
    return same_rule(told(ending, rule->source), *rule);
  });
  return was_there ? rule : std::nullopt;
}

evidence::Admission admission(const Packet& packet, const Ruleset& rules) {
  const WalkResult result = walk(packet, rules);
  if (!result.is_sound) return Admission::not_certain;
  if (!result.may_pass) return Admission::dropped;
  return result.endings.empty() ? Admission::accepted : Admission::not_certain;
}

FirewallRule described(
    const Table& table, const Chain& chain, const Rule* rule, RuleSource source
) {
  FirewallRule out;
  out.family = to_utf8(table.family, evidence::rule_name_bytes_max);
  out.table = to_utf8(table.name, evidence::rule_name_bytes_max);
  out.chain = to_utf8(chain.name, evidence::rule_name_bytes_max);
  out.policy = rule == nullptr;
  out.legacy = table.legacy;
  if (rule != nullptr) {
    out.handle = rule->handle;
    out.text = rule->text;
    out.comment = rule->comment;
  }
  out.owner = owner_of(table, chain, rule);
  out.source = source;
  return out;
}

}  // namespace oakprobe::rules
