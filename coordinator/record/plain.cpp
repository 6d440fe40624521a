#include "coordinator/record/plain.hpp"

#include "base/printable.hpp"
#include "base/utc_time.hpp"
#include "coordinator/diagnosis/path_book.hpp"

#include <cstdint>

namespace oakprobe::record {
namespace {

// Of an ICMP error of whoever was dialled (PathBook::dialled_sender()).
constexpr std::string_view dialled_word = "dialled";

}  // namespace

bool NodeNames::add_last() {
  const std::size_t last = inventory_.nodes.size() - 1;
  return known_.try_emplace(inventory_.nodes[last].name, static_cast<NodeId>(last)).second;
}

const NodeId* NodeNames::find(const std::string& name) const {
  const auto found = known_.find(name);
  return found != known_.end() ? &found->second : nullptr;
}

bool Reading::fail(std::string_view right) {
  right_ = right;
  return false;
}

bool Reading::failed_at(std::string_view key) {
  where_.insert(0, "." + std::string(key));
  return false;
}

bool Reading::failed_at(std::size_t position) {
  where_.insert(0, "[" + std::to_string(position) + "]");
  return false;
}

Json plain_json(const NodeNames& /*names*/, std::string_view text) { return printable(text); }

Json plain_json(const NodeNames& /*names*/, const IpAddress& address) {
  if (address == diagnosis::PathBook::dialled_sender()) return dialled_word;
  return address.to_string();
}

Json plain_json(const NodeNames& /*names*/, const IpPrefix& prefix) { return prefix.to_string(); }

Json plain_json(const NodeNames& /*names*/, evidence::AttemptSet attempts) {
  return attempts.bits();
}

Json plain_json(const NodeNames& /*names*/, evidence::LossCounter counter) {
  return to_string(counter);
}

Json plain_json(const NodeNames& names, NodeId node) { return plain_json(names, names.of(node)); }

Json plain_json(const NodeNames& /*names*/, std::chrono::milliseconds time) { return time.count(); }

Json plain_json(const NodeNames& names, std::chrono::sys_seconds moment) {
  return plain_json(names, utc_text(moment.time_since_epoch()));
}

bool read_plain(Reading& reading, const Json& json, std::string& out) {
  const auto* text = json.get_ptr<const std::string*>();
  if (text == nullptr || text->size() > text_bytes_max)
    return reading.fail("a text of at most " + std::to_string(text_bytes_max) + " bytes");
  out = printable(*text);
  return true;
}

bool read_plain(Reading& reading, const Json& json, IpAddress& out) {
  const auto* text = json.get_ptr<const std::string*>();
  if (text != nullptr && *text == dialled_word) {
    out = diagnosis::PathBook::dialled_sender();
    return true;
  }
  const auto address = text != nullptr ? parse_ip_address(*text) : std::nullopt;
  if (!address) return reading.fail("an IP address");
  out = *address;
  return true;
}

bool read_plain(Reading& reading, const Json& json, inventory::Address& out) {
  std::string text;
  if (!read_plain(reading, json, text)) return false;
  out = std::move(text);
  return true;
}

bool read_plain(Reading& reading, const Json& json, IpPrefix& out) {
  const auto* text = json.get_ptr<const std::string*>();
  const auto prefix = text != nullptr ? parse_ip_prefix(*text) : std::nullopt;
  if (!prefix) return reading.fail("a network (\"10.0.0.0/8\")");
  out = *prefix;
  return true;
}

bool read_plain(Reading& reading, const Json& json, evidence::AttemptSet& out) {
  std::uint32_t bits = 0;
  if (!read_plain(reading, json, bits)) return false;
  out = evidence::AttemptSet(bits);
  return true;
}

bool read_plain(Reading& reading, const Json& json, evidence::LossCounter& out) {
  const auto* name = json.get_ptr<const std::string*>();
  for (std::size_t at = 0; name != nullptr && at < evidence::loss_counter_count; ++at) {
    out = static_cast<evidence::LossCounter>(at);
    if (to_string(out) == *name) return true;
  }
  return reading.fail("a counter that this Oakprobe knows");
}

bool read_plain(Reading& reading, const Json& json, NodeId& out) {
  const auto* name = json.get_ptr<const std::string*>();
  const NodeId* node = name != nullptr ? reading.names().find(*name) : nullptr;
  if (node == nullptr) return reading.fail("the name of one of record.nodes");
  out = *node;
  return true;
}

bool read_plain(Reading& reading, const Json& json, std::chrono::milliseconds& out) {
  std::uint32_t count = 0;
  if (!read_plain(reading, json, count)) return false;
  out = std::chrono::milliseconds(count);
  return true;
}

bool read_plain(Reading& reading, const Json& json, std::chrono::sys_seconds& out) {
  const auto* text = json.get_ptr<const std::string*>();
  const auto moment = text != nullptr ? parse_utc(*text) : std::nullopt;
  if (!moment) return reading.fail("a time as of RFC 3339");
  out = std::chrono::sys_seconds(*moment);
  return true;
}

Json plain_json(const NodeNames& names, inventory::RoleSet roles) {
  Json list = Json::array();
  for (const inventory::Role role : inventory::all_roles)
    if (roles.has(role)) list.push_back(plain_json(names, role));
  return list;
}

bool read_plain(Reading& reading, const Json& json, inventory::RoleSet& out) {
  if (!json.is_array()) return reading.fail("a list");
  for (const Json& item : json) {
    inventory::Role role{};
    if (!read_plain(reading, item, role)) return false;
    out.insert(role);
  }
  return true;
}

bool read_plain(Reading& reading, const Json& json, bool& out) {
  if (!json.is_boolean()) return reading.fail("true or false");
  out = json.get<bool>();
  return true;
}

}  // namespace oakprobe::record
