#include "rules/nft_expression.hpp"

#include "rules/nft_values.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::rules {
namespace {

using nlohmann::json;

// What stands on the left of a comparison.
struct Operand {
  std::vector<Field> fields;
  Bits mask = all_bits;
  std::vector<Match> needs;  // `tcp dport` asks for TCP, too
};

Operand operand(Field field, std::vector<Match> needs = {}) {
  return {{field}, all_bits, std::move(needs)};
}

Operand payload_operand(const json& payload) {
  const std::string_view protocol = text_in(payload, "protocol");
  const std::string_view name = text_in(payload, "field");
  if (protocol == "ip" || protocol == "ip6") {
    std::vector<Match> needs = {match_of(Field::family, protocol == "ip" ? 4 : 6)};
    if (name == "saddr") return operand(Field::source, std::move(needs));
    if (name == "daddr") return operand(Field::destination, std::move(needs));
    if (name == "protocol" || name == "nexthdr") return operand(Field::transport, std::move(needs));
    return operand(Field::not_known, std::move(needs));
  }
  if (protocol == "ether" && name == "type") return operand(Field::family);
  if (protocol.empty() || protocol == "ether" || protocol == "vlan")
    return operand(Field::not_known);
  if (protocol == "arp") return operand(Field::not_known, {match_of(Field::family, 0)});
  std::vector<Match> needs;
  if (protocol != "th") {
    const auto number = value_named(Field::transport, protocol);
    if (number) needs.push_back(match_of(Field::transport, {Range{*number, *number}}));
  }
  if (name == "sport") return operand(Field::source_port, std::move(needs));
  if (name == "dport") return operand(Field::destination_port, std::move(needs));
  if (name == "flags" && protocol == "tcp") return operand(Field::tcp_flags, std::move(needs));
  return operand(Field::not_known, std::move(needs));
}

Field field_of_meta(std::string_view key) {
  constexpr std::pair<std::string_view, Field> fields[] = {
      {"l4proto", Field::transport},
      {"nfproto", Field::family},
      {"protocol", Field::family},
      {"iif", Field::in_interface},
      {"iifname", Field::in_interface},
      {"oif", Field::out_interface},
      {"oifname", Field::out_interface},
  };
  const auto it = std::ranges::find(fields, key, [](const auto& one) { return one.first; });
  return it == std::end(fields) ? Field::not_known : it->second;
}

Field field_of_conntrack(const json& conntrack) {
  const std::string_view key = text_in(conntrack, "key");
  if (key == "state" || key == "status") return Field::conntrack;
  return key == "direction" ? Field::direction : Field::not_known;
}

Field field_of_route(const json& route) {
  const json& flags = member_of(route, "flags");
  if (text_in(route, "result") != "type" || !flags.is_array() || flags.size() != 1)
    return Field::not_known;
  return flags[0] == "daddr"   ? Field::destination_type
         : flags[0] == "saddr" ? Field::source_type
                               : Field::not_known;
}

Operand simple_operand(const json& left) {
  if (!left.is_object() || left.size() != 1) return operand(Field::not_known);
  const std::string& kind = left.begin().key();
  const json& inner = *left.begin();
  if (kind == "payload") return payload_operand(inner);
  if (kind == "meta") return operand(field_of_meta(text_in(inner, "key")));
  if (kind == "ct") return operand(field_of_conntrack(inner));
  if (kind == "fib") return operand(field_of_route(inner));
  return operand(Field::not_known);
}

Operand operand_in(const json& left) {
  if (const json& masked = member_of(left, "&"); masked.is_array() && masked.size() == 2) {
    Operand out = simple_operand(masked[0]);
    const auto mask = flags_in(out.fields.front(), masked[1]);
    if (!mask) return operand(Field::not_known, std::move(out.needs));
    out.mask = *mask;
    return out;
  }
  const json& joint = member_of(left, "concat");
  if (!joint.is_array() || joint.empty()) return simple_operand(left);
  Operand out;
  for (const json& part : joint) {
    Operand one = simple_operand(part);
    out.fields.push_back(one.fields.front());
    std::ranges::move(one.needs, std::back_inserter(out.needs));
  }
  return out;
}

std::shared_ptr<const Elements> not_known(std::size_t width) {
  Elements elements;
  elements.width = width;
  elements.complete = false;
  return std::make_shared<const Elements>(std::move(elements));
}

// A set by name, of as many values as are looked up.
std::shared_ptr<const Elements> named_elements(
    std::string_view reference, std::size_t width, const NamedObjects& named
) {
  const auto it = named.sets.find(reference.substr(1));
  return it != named.sets.end() && it->second->width == width ? it->second : not_known(width);
}

std::shared_ptr<const Elements> compared_with(
    const Operand& left, const json& right, bool verdicts, const NamedObjects& named
) {
  if (right.is_string() && right.get_ref<const std::string&>().starts_with('@'))
    return named_elements(right.get_ref<const std::string&>(), left.fields.size(), named);
  if (const json& set = member_of(right, "set"); !set.is_null())
    return std::make_shared<const Elements>(elements_in(left.fields, set, verdicts));
  if (verdicts) return not_known(left.fields.size());
  if (left.fields.size() > 1)
    return std::make_shared<const Elements>(elements_in(left.fields, right, false));
  const auto ranges = ranges_in(left.fields.front(), right);
  if (!ranges) return not_known(1);
  Elements elements;
  elements.ranges = *ranges;
  return std::make_shared<const Elements>(std::move(elements));
}

// `<`, `<=`, `>`, `>=`: all that is on that side.
Match ordered_match(Field field, std::string_view op, const json& right) {
  const auto bound = flags_in(field, right);
  if (!bound) return match_not_known();
  const bool below = op == "<" || op == ">=";  // what is below the bound, or its opposite
  const Range below_bound{Bits{}, *bound};
  Match out = match_of(field, {below_bound}, op == ">" || op == ">=");
  if (below) {
    if (*bound == Bits{}) return match_of(field, std::vector<Range>{}, op == ">=");
    const Bits less = bound->low == 0 ? Bits{bound->high - 1, ~std::uint64_t{0}}
                                      : Bits{bound->high, bound->low - 1};
    out = match_of(field, {Range{Bits{}, less}}, op == ">=");
  }
  return out;
}

void add_match(const json& match, const NamedObjects& named, Rule& rule) {
  const json& right = member_of(match, "right");
  const std::string_view op = text_in(match, "op");
  Operand left = operand_in(member_of(match, "left"));
  std::ranges::move(left.needs, std::back_inserter(rule.matches));
  if (op.starts_with('<') || op.starts_with('>')) {
    rule.matches.push_back(
        left.fields.size() == 1 && left.mask == all_bits
            ? ordered_match(left.fields.front(), op, right)
            : match_not_known()
    );
    return;
  }
  // `ct state new,established`: any of these bits is set.
  if (op == "in" && left.fields.size() == 1) {
    const auto flags = flags_in(left.fields.front(), right);
    Match out = flags ? match_of(left.fields.front(), {Range{}}, true) : match_not_known();
    if (flags) out.mask = *flags & left.mask;
    rule.matches.push_back(std::move(out));
    return;
  }
  if (op != "==" && op != "!=") {
    rule.matches.push_back(match_not_known());
    return;
  }
  // Flags on the right of a mask are one value: `tcp flags & (syn|ack) == syn|ack`.
  if (left.mask != all_bits && right.is_array()) {
    const auto flags = flags_in(left.fields.front(), right);
    Match out = flags ? match_of(left.fields.front(), {Range{*flags, *flags}}, op == "!=")
                      : match_not_known();
    if (flags) out.mask = left.mask;
    rule.matches.push_back(std::move(out));
    return;
  }
  rule.matches.push_back(
      {left.fields, left.mask, op == "!=", compared_with(left, right, false, named)}
  );
}

void add_choice(const json& choice, const NamedObjects& named, Rule& rule) {
  Operand key = operand_in(member_of(choice, "key"));
  std::ranges::move(key.needs, std::back_inserter(rule.matches));
  rule.choice = Match{
      key.fields, key.mask, false, compared_with(key, member_of(choice, "data"), true, named)};
}

void add_counter(const json& counter, const NamedObjects& named, Rule& rule) {
  if (rule.packets) return;  // the first one counts all that comes so far
  if (counter.is_string()) {
    const auto it = named.counters.find(counter.get_ref<const std::string&>());
    if (it != named.counters.end()) rule.packets = it->second;
    return;  // it may be another rule's, too: it does not count the verdicts of this one alone
  }
  const json& packets = member_of(counter, "packets");
  if (!packets.is_number_unsigned()) return;
  rule.packets = packets.get<std::uint64_t>();
  rule.counts_verdicts = true;
}

// Targets of iptables, as far as nf_tables tells of them: the name alone.
Effect effect_of_target(std::string_view name) {
  constexpr std::pair<std::string_view, Effect> effects[] = {
      {"REJECT", Effect::drops},
      {"DNAT", Effect::translates},
      {"REDIRECT", Effect::translates},
      {"SNAT", Effect::translates},
      {"MASQUERADE", Effect::translates},
      {"NETMAP", Effect::translates},
      {"LOG", Effect::passes},
      {"NFLOG", Effect::passes},
      {"MARK", Effect::passes},
      {"CONNMARK", Effect::passes},
      {"TCPMSS", Effect::passes},
      {"CLASSIFY", Effect::passes},
      {"TRACE", Effect::passes},
      {"CHECKSUM", Effect::passes},
      {"SET", Effect::passes},
      {"CT", Effect::untracks},
  };
  const auto it = std::ranges::find(effects, name, [](const auto& one) { return one.first; });
  return it == std::end(effects) ? Effect::may_end : it->second;
}

void add_iptables_part(const json& part, Rule& rule) {
  const std::string_view type = text_in(part, "type");
  const std::string_view name = text_in(part, "name");
  if (type == "target") {
    rule.verdict.effect = effect_of_target(name);
    if (rule.verdict.effect == Effect::untracks) rule.matches.push_back(match_not_known());
  } else if (type != "match" || name != "comment") {
    rule.counts_verdicts = false;
    rule.matches.push_back(match_not_known());
  }
}

// What does something and lets the packet on, whatever it is.
bool is_harmless(std::string_view kind) {
  constexpr std::string_view kinds[] = {
      "log",
      "comment",
      "dup",
      "last",
      "secmark",
      "ct helper",
      "ct timeout",
      "ct expectation",
      "flow"};
  return std::ranges::find(kinds, kind) != std::end(kinds);
}

void add_change(const json& change, Rule& rule) {
  // Marks and the like are not known anyhow; addresses and ports were, until now.
  const json& payload = member_of(member_of(change, "key"), "payload");
  if (payload.is_null()) return;
  const std::string_view field = text_in(payload, "field");
  if (field.empty() || field.ends_with("addr") || field.ends_with("port"))
    rule.verdict.effect = Effect::translates;
}

bool translates(std::string_view kind) {
  return kind == "dnat" || kind == "snat" || kind == "redirect" || kind == "masquerade";
}

}  // namespace

void add_expression(const json& expression, const NamedObjects& named, Rule& rule) {
  if (expression.is_string() && expression == "notrack") {
    rule.verdict.effect = Effect::untracks;
    return;
  }
  if (!expression.is_object() || expression.size() != 1) {
    rule.matches.push_back(match_not_known());
    return;
  }
  const std::string& kind = expression.begin().key();
  const json& inner = *expression.begin();
  if (kind == "match") {
    rule.counts_verdicts = false;
    add_match(inner, named, rule);
  } else if (kind == "vmap") {
    rule.counts_verdicts = false;
    add_choice(inner, named, rule);
  } else if (kind == "counter") {
    add_counter(inner, named, rule);
  } else if (kind == "xt") {
    add_iptables_part(inner, rule);
  } else if (kind == "mangle") {
    add_change(inner, rule);
  } else if (kind == "notrack") {
    rule.verdict.effect = Effect::untracks;
  } else if (translates(kind)) {
    rule.verdict.effect = Effect::translates;
  } else if (const auto verdict = verdict_in(expression)) {
    if (rule.verdict.effect != Effect::translates) rule.verdict = *verdict;
  } else if (kind == "fwd" || kind == "tproxy" || kind == "synproxy") {
    rule.verdict.effect = Effect::may_end;
  } else if (!is_harmless(kind)) {
    // Limits, quotas, counts of connections, and what will be thought of.
    rule.counts_verdicts = false;
    rule.matches.push_back(match_not_known());
  }
}

}  // namespace oakprobe::rules
