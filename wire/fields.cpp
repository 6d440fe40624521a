#include "wire/fields.hpp"

#include <algorithm>

namespace oakprobe::wire {

std::string address_text(IpAddress address) {
  if (address.is_v6()) {
    auto without_zone = address.to_v6();
    without_zone.scope_id(0);
    return without_zone.to_string();
  }
  return address.to_string();
}

Json address_list(std::span<const IpAddress> addresses) {
  auto list = Json::array();
  for (const auto& address : addresses) list.push_back(address_text(address));
  return list;
}

std::optional<std::string_view> read_text(const CborView& value, std::size_t bytes_max) {
  const auto text = value.text();
  return text && text->size() <= bytes_max ? text : std::nullopt;
}

std::optional<IpAddress> read_address(const CborView& value) {
  const auto text = read_text(value);
  return text ? parse_ip_address(*text) : std::nullopt;
}

std::optional<IpPrefix> read_prefix(const CborView& value) {
  const auto text = read_text(value);
  return text ? parse_ip_prefix(*text) : std::nullopt;
}

Fields::Fields(const CborView& map) {
  const auto items = map.map();
  if (!items) {
    fail();
    return;
  }
  fields_.reserve(items->size() / 2);
  for (auto item = items->begin(); item != items->end(); ++item) {
    const std::string_view key = (*item).text().value_or("");
    fields_.push_back({key, *++item});
  }
}

const CborView* Fields::find(std::string_view key) const {
  const auto found = std::ranges::find(fields_, key, &Field::key);
  return found == fields_.end() ? nullptr : &found->value;
}

const CborView* Fields::required(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) fail();
  return value;
}

void Fields::flag(std::string_view key, bool& out) {
  const auto* value = required(key);
  if (value != nullptr) store(value->flag(), out);
}

void Fields::text(std::string_view key, std::string& out, std::size_t bytes_max) {
  const auto* value = required(key);
  if (value == nullptr) return;
  const auto text = read_text(*value, bytes_max);
  if (!text) return fail();
  out = *text;
}

void Fields::optional_text(std::string_view key, std::optional<std::string>& out) {
  if (find(key) != nullptr) text(key, out.emplace());
}

void Fields::address(std::string_view key, IpAddress& out) {
  const auto* value = required(key);
  if (value != nullptr) store(read_address(*value), out);
}

void Fields::optional_address(std::string_view key, std::optional<IpAddress>& out) {
  if (find(key) != nullptr) address(key, out.emplace());
}

void Fields::addresses(std::string_view key, std::vector<IpAddress>& out, std::size_t items_max) {
  for (const auto& value : list(key, items_max)) store(read_address(value), out.emplace_back());
}

void Fields::prefixes(std::string_view key, std::vector<IpPrefix>& out, std::size_t items_max) {
  for (const auto& value : list(key, items_max)) store(read_prefix(value), out.emplace_back());
}

void Fields::texts(
    std::string_view key,
    std::vector<std::string>& out,
    std::size_t items_max,
    std::size_t bytes_max
) {
  for (const auto& value : list(key, items_max)) {
    const auto text = read_text(value, bytes_max);
    if (!text) return fail();
    out.emplace_back(*text);
  }
}

CborItems Fields::list(std::string_view key, std::size_t items_max) {
  const auto* value = required(key);
  if (value == nullptr) return {};
  const auto list = value->list();
  if (list && list->size() <= items_max) return *list;
  fail();
  return {};
}

std::span<const std::uint8_t> Fields::bytes(std::string_view key) {
  const auto* value = required(key);
  if (value == nullptr) return {};
  const auto bytes = value->bytes();
  if (!bytes) fail();
  return bytes.value_or(std::span<const std::uint8_t>());
}

}  // namespace oakprobe::wire
