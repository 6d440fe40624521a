#include "wire/fields.hpp"

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

std::optional<IpAddress> read_address(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  if (text == nullptr) return std::nullopt;
  return parse_ip_address(*text);
}

Fields::Fields(const Json& map) {
  if (map.is_object()) {
    map_ = &map;
  } else {
    fail();
  }
}

const Json* Fields::find(const char* key) const {
  if (map_ == nullptr) return nullptr;
  const auto found = map_->find(key);
  return found == map_->end() ? nullptr : &*found;
}

const Json* Fields::required(const char* key) {
  const auto* value = find(key);
  if (value == nullptr) fail();
  return value;
}

void Fields::flag(const char* key, bool& out) {
  const auto* value = required(key);
  if (value == nullptr) return;
  if (!value->is_boolean()) return fail();
  out = value->get<bool>();
}

void Fields::text(const char* key, std::string& out) {
  const auto* value = required(key);
  if (value == nullptr) return;
  const auto* text = value->get_ptr<const std::string*>();
  if (text == nullptr || text->size() > text_bytes_max) return fail();
  out = *text;
}

void Fields::optional_text(const char* key, std::optional<std::string>& out) {
  if (find(key) != nullptr) text(key, out.emplace());
}

void Fields::address(const char* key, IpAddress& out) {
  const auto* value = required(key);
  if (value != nullptr) store(read_address(*value), out);
}

void Fields::optional_address(const char* key, std::optional<IpAddress>& out) {
  if (find(key) != nullptr) address(key, out.emplace());
}

void Fields::addresses(const char* key, std::vector<IpAddress>& out, std::size_t items_max) {
  for (const auto& value : list(key, items_max)) store(read_address(value), out.emplace_back());
}

std::span<const Json> Fields::list(const char* key, std::size_t items_max) {
  const auto* value = required(key);
  if (value == nullptr) return {};
  const auto* list = value->get_ptr<const Json::array_t*>();
  if (list == nullptr || list->size() > items_max) {
    fail();
    return {};
  }
  return *list;
}

std::span<const std::uint8_t> Fields::bytes(const char* key) {
  const auto* value = required(key);
  if (value == nullptr) return {};
  const auto* bytes = value->get_ptr<const Json::binary_t*>();
  if (bytes == nullptr) {
    fail();
    return {};
  }
  return *bytes;
}

}  // namespace oakprobe::wire
