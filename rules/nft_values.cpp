#include "rules/nft_values.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oakprobe::rules {
namespace {

using nlohmann::json;

bool is_interface(Field field) {
  return field == Field::in_interface || field == Field::out_interface;
}

std::optional<Bits> value_in(Field field, const json& value) {
  if (field == Field::not_known) return std::nullopt;
  if (value.is_string()) return value_named(field, value.get_ref<const std::string&>());
  // The number of an interface says nothing here.
  if (value.is_number_unsigned() && !is_interface(field))
    return bits_of(value.get<std::uint64_t>());
  return std::nullopt;
}

std::optional<Range> prefix_in(const json& prefix) {
  const auto address = parse_ip_address(text_in(prefix, "addr"));
  const json& length = member_of(prefix, "len");
  if (!address || !length.is_number_unsigned()) return std::nullopt;
  return prefix_range(*address, length.get<std::uint64_t>());
}

std::optional<Range> range_in(Field field, const json& value) {
  if (const json& inner = member_of(member_of(value, "elem"), "val"); !inner.is_null())
    return member_of(inner, "elem").is_null() ? range_in(field, inner) : std::nullopt;
  if (const json& prefix = member_of(value, "prefix"); !prefix.is_null()) return prefix_in(prefix);
  if (const json& range = member_of(value, "range"); range.is_array() && range.size() == 2) {
    const auto low = value_in(field, range[0]);
    const auto high = value_in(field, range[1]);
    return low && high ? std::optional(Range{*low, *high}) : std::nullopt;
  }
  if (is_interface(field) && value.is_string()) {
    const std::string_view name = value.get_ref<const std::string&>();
    return name.ends_with('*') ? interface_range(name.substr(0, name.size() - 1), true)
                               : interface_range(name, false);
  }
  const auto one = value_in(field, value);
  return one ? std::optional(Range{*one, *one}) : std::nullopt;
}

// One range for each of the fields, of an element of theirs.
std::optional<std::vector<Range>> parts_in(std::span<const Field> fields, const json& element) {
  std::vector<Range> parts;
  if (fields.size() == 1) {
    const auto only = range_in(fields.front(), element);
    if (!only) return std::nullopt;
    parts.push_back(*only);
    return parts;
  }
  const json& inner = member_of(member_of(element, "elem"), "val");
  const json& joint = member_of(inner.is_null() ? element : inner, "concat");
  if (!joint.is_array() || joint.size() != fields.size()) return std::nullopt;
  for (std::size_t at = 0; at < fields.size(); ++at) {
    const auto part = range_in(fields[at], joint[at]);
    if (!part) return std::nullopt;
    parts.push_back(*part);
  }
  return parts;
}

Field field_of_type(const json& type) {
  constexpr std::pair<std::string_view, Field> fields[] = {
      {"ipv4_addr", Field::source},
      {"ipv6_addr", Field::source},
      {"inet_service", Field::source_port},
      {"inet_proto", Field::transport},
      {"ifname", Field::in_interface},
      {"iface_index", Field::in_interface},
      {"ct_state", Field::conntrack},
      {"tcp_flag", Field::tcp_flags},
      {"nf_proto", Field::family},
      {"fib_addrtype", Field::source_type},
  };
  if (!type.is_string()) return Field::not_known;
  const auto it = std::ranges::find(
      fields,
      std::string_view(type.get_ref<const std::string&>()),
      [](const auto& one) { return one.first; }
  );
  return it == std::end(fields) ? Field::not_known : it->second;
}

}  // namespace

const json& member_of(const json& object, std::string_view member) {
  static const json none;
  if (!object.is_object()) return none;
  const auto it = object.find(member);
  return it == object.end() ? none : *it;
}

std::string_view text_in(const json& object, std::string_view member) {
  const json& text = member_of(object, member);
  return text.is_string() ? std::string_view(text.get_ref<const std::string&>())
                          : std::string_view();
}

std::optional<std::vector<Range>> ranges_in(Field field, const json& value) {
  std::vector<Range> ranges;
  const auto add = [&](const json& one) {
    const auto range = range_in(field, one);
    if (range) ranges.push_back(*range);
    return range.has_value();
  };
  const bool known = value.is_array() ? std::ranges::all_of(value, add) : add(value);
  return known ? std::optional(std::move(ranges)) : std::nullopt;
}

std::optional<Bits> flags_in(Field field, const json& value) {
  if (!value.is_array()) return value_in(field, value);
  Bits flags;
  for (const json& one : value) {
    const auto flag = value_in(field, one);
    if (!flag) return std::nullopt;
    flags = flags | *flag;
  }
  return flags;
}

Elements elements_in(std::span<const Field> fields, const json& elements, bool verdicts) {
  Elements out;
  out.width = fields.size();
  const auto add = [&](const json& element) {
    if (verdicts && (!element.is_array() || element.size() != 2)) return false;
    const auto parts = parts_in(fields, verdicts ? element[0] : element);
    const auto verdict = verdicts ? verdict_in(element[1]) : Verdict{};
    if (!parts || !verdict) return false;
    out.ranges.insert(out.ranges.end(), parts->begin(), parts->end());
    if (verdicts) out.verdicts.push_back(*verdict);
    return true;
  };
  if (!elements.is_array()) {
    out.complete = elements.is_null() || (!verdicts && add(elements));
    return out;
  }
  for (const json& element : elements) {
    if (!add(element)) out.complete = false;
  }
  return out;
}

std::optional<Verdict> verdict_in(const json& statement) {
  if (!statement.is_object() || statement.size() != 1) return std::nullopt;
  constexpr std::pair<std::string_view, Effect> verdicts[] = {
      {"accept", Effect::accepts},
      {"drop", Effect::drops},
      {"reject", Effect::drops},
      {"continue", Effect::passes},
      {"return", Effect::returns},
      {"queue", Effect::may_end},
      {"jump", Effect::jumps},
      {"goto", Effect::goes},
  };
  const std::string& name = statement.begin().key();
  const auto it = std::ranges::find(verdicts, std::string_view(name), [](const auto& one) {
    return one.first;
  });
  if (it == std::end(verdicts)) return std::nullopt;
  return Verdict{it->second, std::string(text_in(*statement.begin(), "target"))};
}

std::vector<Field> fields_of_type(const json& type) {
  std::vector<Field> fields;
  if (type.is_array()) {
    for (const json& one : type) fields.push_back(field_of_type(one));
  } else {
    fields.push_back(field_of_type(type));
  }
  return fields;
}

}  // namespace oakprobe::rules
