#include "wire/plain_value.hpp"

#include "base/check.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace oakprobe::wire {
namespace {

std::string text_of(IpAddress address) {
  if (address.is_v6()) {
    auto without_zone = address.to_v6();
    without_zone.scope_id(0);
    return without_zone.to_string();
  }
  return address.to_string();
}

// Takes the value, if there is one.
template <class T>
bool take(const std::optional<T>& value, T& out) {
  if (value) out = *value;
  return value.has_value();
}

}  // namespace

Json plain_json(const Limits& limits, std::string_view text) {
  if (limits.text_can_be == nullptr) return to_utf8(text, limits.bytes_max);
  CHECK(text.size() <= limits.bytes_max && limits.text_can_be(text));
  return text;
}

Json plain_json(const Limits& /*limits*/, const IpAddress& address) { return text_of(address); }

Json plain_json(const Limits& /*limits*/, const IpPrefix& prefix) {
  return text_of(prefix.address) + "/" + std::to_string(unsigned{prefix.length});
}

Json plain_json(const Limits& /*limits*/, evidence::AttemptSet attempts) { return attempts.bits(); }

Json plain_json(const Limits& /*limits*/, std::span<const std::byte> bytes) {
  std::vector<std::uint8_t> copy(bytes.size());
  std::ranges::transform(bytes, copy.begin(), std::to_integer<std::uint8_t>);
  return Json::binary(std::move(copy));
}

bool read_plain(const Limits& limits, const CborView& value, std::string& out) {
  const auto text = value.text();
  if (!text || text->size() > limits.bytes_max) return false;
  if (limits.text_can_be != nullptr && !limits.text_can_be(*text)) return false;
  out = *text;
  return true;
}

bool read_plain(const Limits& limits, const CborView& value, IpAddress& out) {
  const auto text = value.text();
  return text && text->size() <= limits.bytes_max && take(parse_ip_address(*text), out);
}

bool read_plain(const Limits& limits, const CborView& value, IpPrefix& out) {
  const auto text = value.text();
  return text && text->size() <= limits.bytes_max && take(parse_ip_prefix(*text), out);
}

bool read_plain(const Limits& limits, const CborView& value, evidence::AttemptSet& out) {
  std::uint32_t bits = 0;
  if (!read_plain(limits, value, bits)) return false;
  out = evidence::AttemptSet(bits);
  return true;
}

bool read_plain(const Limits& /*limits*/, const CborView& value, bool& out) {
  return take(value.flag(), out);
}

bool read_plain(const Limits& /*limits*/, const CborView& value, std::span<std::byte> out) {
  const auto bytes = value.bytes();
  if (!bytes || bytes->size() != out.size()) return false;
  std::ranges::copy(std::as_bytes(*bytes), out.begin());
  return true;
}

}  // namespace oakprobe::wire
