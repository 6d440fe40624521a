#include "rules/nft_operand.hpp"

#include "rules/nft_values.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace oakprobe::rules {
namespace {

using nlohmann::json;

Operand operand(Field field, std::vector<Match> needs = {}) {
  return {{field}, all_bits, std::move(needs)};
}

Operand payload_operand(const json& payload) {
  if (payload.contains("tunnel")) return operand(Field::not_known);  // of a packet within it
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

}  // namespace

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

}  // namespace oakprobe::rules
