#include "wire/fields.hpp"

#include <algorithm>

namespace oakprobe::wire {

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

std::span<const std::uint8_t> Fields::bytes(std::string_view key) {
  const auto* value = find(key);
  const auto bytes = value == nullptr ? std::nullopt : value->bytes();
  if (!bytes) fail();
  return bytes.value_or(std::span<const std::uint8_t>());
}

}  // namespace oakprobe::wire
