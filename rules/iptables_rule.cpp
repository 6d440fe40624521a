#include "rules/iptables_rule.hpp"

#include "base/ip_prefix.hpp"
#include "base/parse_number.hpp"
#include "base/utf8.hpp"
#include "evidence/firewall_rule.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

namespace oakprobe::rules {
namespace {

using Words = std::span<const std::string>;

// Calls visit(part) for the parts between commas.
template <class Visit>
void for_each_part(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    visit(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

std::optional<Range> port_range(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto number = [](std::string_view part, std::uint16_t open) {
    return part.empty() ? std::optional(open) : parse_number<std::uint16_t>(part);
  };
  const auto low = number(text.substr(0, colon), 0);
  const auto high = colon == std::string_view::npos ? low : number(text.substr(colon + 1), 0xffff);
  if (!low || !high) return std::nullopt;
  return Range{bits_of(std::uint64_t{*low}), bits_of(std::uint64_t{*high})};
}

Match port_match(Field field, std::string_view list, bool negated) {
  std::vector<Range> ranges;
  bool known = true;
  for_each_part(list, [&](std::string_view part) {
    const auto range = port_range(part);
    if (range) ranges.push_back(*range);
    known = known && range;
  });
  return known ? match_of(field, std::move(ranges), negated) : match_not_known();
}

Match address_match(Field field, std::string_view text, bool negated) {
  if (const auto prefix = parse_ip_prefix(text)) {
    const auto range = prefix_range(prefix->address, prefix->length);
    return range ? match_of(field, {*range}, negated) : match_not_known();
  }
  const std::size_t slash = text.find('/');
  const auto address = parse_ip_address(text.substr(0, slash));
  if (!address) return match_not_known();
  Match match = match_of(field, {Range{bits_of(*address), bits_of(*address)}}, negated);
  if (slash == std::string_view::npos) return match;
  const auto mask = parse_ip_address(text.substr(slash + 1));  // "10.0.0.1/255.0.0.255"
  if (!mask) return match_not_known();
  match.mask = bits_of(*mask);
  return match;
}

Match address_range_match(Field field, std::string_view text, bool negated) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return match_not_known();
  const auto low = parse_ip_address(text.substr(0, dash));
  const auto high = parse_ip_address(text.substr(dash + 1));
  return low && high ? match_of(field, {Range{bits_of(*low), bits_of(*high)}}, negated)
                     : match_not_known();
}

Match interface_match(Field field, std::string_view name, bool negated) {
  const bool wildcard = name.ends_with('+');
  const auto range = interface_range(wildcard ? name.substr(0, name.size() - 1) : name, wildcard);
  return range ? match_of(field, {*range}, negated) : match_not_known();
}

// Any of these: "RELATED,ESTABLISHED", "SYN,ACK".
std::optional<Bits> flags_named(Field field, std::string_view list) {
  std::optional<Bits> flags = Bits{};
  for_each_part(list, [&](std::string_view part) {
    const auto flag = value_named(field, part);
    flags = flags && flag ? std::optional(*flags | *flag) : std::nullopt;
  });
  return flags;
}

Match conntrack_match(std::string_view list, bool negated) {
  const auto states = flags_named(Field::conntrack, list);
  if (!states) return match_not_known();
  Match match = match_of(Field::conntrack, {Range{}}, !negated);
  match.mask = *states;
  return match;
}

Match tcp_flags_match(std::string_view mask, std::string_view set, bool negated) {
  const auto looked_at = flags_named(Field::tcp_flags, mask);
  const auto wanted = flags_named(Field::tcp_flags, set);
  if (!looked_at || !wanted) return match_not_known();
  Match match = match_of(Field::tcp_flags, {Range{*wanted, *wanted}}, negated);
  match.mask = *looked_at;
  return match;
}

Match type_match(Field field, std::string_view list, bool negated) {
  std::vector<Range> ranges;
  bool known = true;
  for_each_part(list, [&](std::string_view part) {
    const auto type = value_named(field, part);
    if (type) ranges.push_back({*type, *type});
    known = known && type;
  });
  return known ? match_of(field, std::move(ranges), negated) : match_not_known();
}

Match transport_match(std::string_view name, bool negated) {
  const auto protocol = value_named(Field::transport, name);
  return protocol ? match_of(Field::transport, {Range{*protocol, *protocol}}, negated)
                  : match_not_known();
}

// Modules of which each option is read below, or is not known by itself.
bool is_read_by_options(std::string_view module) {
  constexpr std::string_view modules[] = {
      "tcp", "udp", "conntrack", "state", "comment", "multiport", "addrtype", "iprange"};
  return std::ranges::find(modules, module) != std::end(modules);
}

// What an option with one value asks for; nullopt: it is not known here.
std::optional<Match> option_match(std::string_view option, std::string_view value, bool negated) {
  if (option == "-p") return transport_match(value, negated);
  if (option == "-s") return address_match(Field::source, value, negated);
  if (option == "-d") return address_match(Field::destination, value, negated);
  if (option == "-i") return interface_match(Field::in_interface, value, negated);
  if (option == "-o") return interface_match(Field::out_interface, value, negated);
  if (option == "--sport" || option == "--sports")
    return port_match(Field::source_port, value, negated);
  if (option == "--dport" || option == "--dports")
    return port_match(Field::destination_port, value, negated);
  if (option == "--ctorigdstport") return port_match(Field::dialled_port, value, negated);
  if (option == "--ctstate" || option == "--state") return conntrack_match(value, negated);
  if (option == "--ctdir") {
    const auto direction = value_named(Field::direction, value);
    if (direction) return match_of(Field::direction, {Range{*direction, *direction}}, negated);
  }
  if (option == "--src-type") return type_match(Field::source_type, value, negated);
  if (option == "--dst-type") return type_match(Field::destination_type, value, negated);
  if (option == "--src-range") return address_range_match(Field::source, value, negated);
  if (option == "--dst-range") return address_range_match(Field::destination, value, negated);
  return std::nullopt;
}

Verdict target_verdict(std::string_view target, Words options) {
  constexpr std::pair<std::string_view, Effect> targets[] = {
      {"ACCEPT", Effect::accepts},      {"DROP", Effect::drops},
      {"REJECT", Effect::drops},        {"RETURN", Effect::returns},
      {"DNAT", Effect::translates},     {"SNAT", Effect::translates},
      {"REDIRECT", Effect::translates}, {"MASQUERADE", Effect::translates},
      {"NETMAP", Effect::translates},   {"LOG", Effect::passes},
      {"NFLOG", Effect::passes},        {"MARK", Effect::passes},
      {"CONNMARK", Effect::passes},     {"TCPMSS", Effect::passes},
      {"CLASSIFY", Effect::passes},     {"TRACE", Effect::passes},
      {"CHECKSUM", Effect::passes},     {"SET", Effect::passes},
      {"DSCP", Effect::passes},         {"TOS", Effect::passes},
      {"TTL", Effect::passes},          {"HL", Effect::passes},
      {"AUDIT", Effect::passes},        {"CONNSECMARK", Effect::passes},
      {"SECMARK", Effect::passes},      {"NOTRACK", Effect::untracks},
      {"NFQUEUE", Effect::may_end},     {"TPROXY", Effect::may_end},
      {"SYNPROXY", Effect::may_end},    {"TARPIT", Effect::drops},
  };
  const auto it = std::ranges::find(targets, target, [](const auto& one) { return one.first; });
  if (it != std::end(targets)) return {it->second, {}};
  if (target == "CT") {
    const bool untracks = std::ranges::find(options, "--notrack") != options.end();
    return {untracks ? Effect::untracks : Effect::passes, {}};
  }
  return {Effect::jumps, std::string(target)};  // a chain, or a target that no chain is called
}

std::string quoted(std::string_view word) {
  if (word.find_first_of(" \t\"") == std::string_view::npos && !word.empty())
    return std::string(word);
  return "\"" + std::string(word) + "\"";
}

class OptionReader {
 public:
  explicit OptionReader(Words words) : words_(words) {}

  [[nodiscard]] Rule read() && {
    while (at_ < words_.size()) read_one();
    rule_.text = to_utf8(rule_.text, evidence::rule_text_bytes_max);
    return std::move(rule_);
  }

 private:
  void read_one() {
    const std::size_t begin = at_;
    const bool negated = words_[at_] == "!";
    if (negated) ++at_;
    const std::string_view option = next();
    if (option == "-m") {
      const std::string_view module = next();
      if (module == "comment") return;  // as its option: that is no part of the text
      if (!is_read_by_options(module)) rule_.matches.push_back(match_not_known());
    } else if (option == "--comment") {
      rule_.comment = to_utf8(next(), evidence::rule_name_bytes_max);
      return;
    } else if (option == "-j" || option == "-g") {
      const std::string_view target = next();
      rule_.verdict = target_verdict(target, words_.subspan(at_));
      if (option == "-g") rule_.verdict = {Effect::goes, std::string(target)};
      at_ = words_.size();  // the target's own options are the last
    } else if (option == "--tcp-flags") {
      const std::string_view mask = next();
      rule_.matches.push_back(tcp_flags_match(mask, next(), negated));
    } else {
      add_match(option, negated);
    }
    for (std::size_t word = begin; word < at_; ++word) {
      if (!rule_.text.empty()) rule_.text += ' ';
      rule_.text += quoted(words_[word]);
    }
  }

  void add_match(std::string_view option, bool negated) {
    const std::size_t value = at_;
    while (at_ < words_.size() && words_[at_] != "!" && !words_[at_].starts_with('-')) ++at_;
    std::optional<Match> match;
    if (at_ == value + 1) match = option_match(option, words_[value], negated);
    rule_.matches.push_back(match ? std::move(*match) : match_not_known());
  }

  std::string_view next() {
    return at_ < words_.size() ? std::string_view(words_[at_++]) : std::string_view();
  }

  Words words_;
  std::size_t at_ = 0;
  Rule rule_;
};

}  // namespace

std::vector<std::string> iptables_words(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false;
  bool in_quotes = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char letter = line[at];
    if (!in_quotes && (letter == ' ' || letter == '\t')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (letter == '"') {
      in_quotes = !in_quotes;
    } else {
      words.back() += letter == '\\' && at + 1 < line.size() ? line[++at] : letter;
    }
  }
  return words;
}

Rule iptables_rule(const std::vector<std::string>& words) { return OptionReader(words).read(); }

}  // namespace oakprobe::rules
