#pragma once

#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/ip_prefix.hpp"
#include "evidence/attempt_set.hpp"
#include "evidence/loss_counter.hpp"
#include "inventory/inventory.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// Values that are one item of a record's JSON, but for lists and objects, which value.hpp makes of
// them.
namespace oakprobe::record {

using Json = nlohmann::json;

inline constexpr std::size_t text_bytes_max = 64 * 1024;  // of one text in a record

// Which of the record's nodes has which name.
class NodeNames {
 public:
  explicit NodeNames(const inventory::Inventory& inventory) : inventory_(inventory) {}

  [[nodiscard]] const std::string& of(NodeId node) const { return inventory_.node(node).name; }
  // The last node of the inventory. False: another one has its name.
  [[nodiscard]] bool add_last();
  [[nodiscard]] const NodeId* find(const std::string& name) const;

 private:
  const inventory::Inventory& inventory_;
  boost::unordered_flat_map<std::string, NodeId> known_;  // what was added
};

// How reading goes. What is wrong first is kept, and where that stands is put together on the way
// out: ".facts.addresses[3]".
class Reading {
 public:
  explicit Reading(const NodeNames& names) : names_(names) {}

  [[nodiscard]] const NodeNames& names() const { return names_; }
  // What would be right. False, so that a reader can return it.
  bool fail(std::string_view right);
  bool failed_at(std::string_view key);
  bool failed_at(std::size_t position);
  // ".facts.addresses[3]: is not an IP address"
  [[nodiscard]] std::string trouble() const { return where_ + ": is not " + right_; }

 private:
  const NodeNames& names_;
  std::string where_;
  std::string right_;
};

[[nodiscard]] Json plain_json(const NodeNames& names, std::string_view text);  // printable
[[nodiscard]] Json plain_json(const NodeNames& names, const IpAddress& address);
[[nodiscard]] Json plain_json(const NodeNames& names, const IpPrefix& prefix);
[[nodiscard]] Json plain_json(const NodeNames& names, evidence::AttemptSet attempts);
[[nodiscard]] Json plain_json(const NodeNames& names, evidence::LossCounter counter);
[[nodiscard]] Json plain_json(const NodeNames& names, NodeId node);
[[nodiscard]] Json plain_json(const NodeNames& names, std::chrono::milliseconds time);
[[nodiscard]] Json plain_json(const NodeNames& names, std::chrono::sys_seconds moment);
template <std::same_as<inventory::Address> T>  // and no text that one can be made of
[[nodiscard]] Json plain_json(const NodeNames& names, const T& address) {
  return plain_json(names, address.text());
}
template <class T>
requires std::integral<T>
[[nodiscard]] Json plain_json(const NodeNames& /*names*/, T number) { return number; }
template <DescribedEnum E>
[[nodiscard]] Json plain_json(const NodeNames& names, E value) {
  return plain_json(names, name_of(value));
}

// False: it is none that can be, which `reading` then knows.
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, std::string& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, IpAddress& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, inventory::Address& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, IpPrefix& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, evidence::AttemptSet& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, evidence::LossCounter& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, NodeId& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, std::chrono::milliseconds& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, std::chrono::sys_seconds& out);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, bool& out);

template <class T>
requires std::integral<T>
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, T& out) {
  const auto take = [&](auto number) {
    if (!std::in_range<T>(number)) return false;
    out = static_cast<T>(number);
    return true;
  };
  const bool good = json.is_number_unsigned()  ? take(json.get<std::uint64_t>())
                    : json.is_number_integer() ? take(json.get<std::int64_t>())
                                               : false;
  return good || reading.fail("a number that can stand here");
}

template <DescribedEnum E>
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, E& out) {
  const auto* name = json.get_ptr<const std::string*>();
  const auto value = name != nullptr ? value_named<E>(*name) : std::nullopt;
  if (!value) return reading.fail("one of this Oakprobe's words for it");
  out = *value;
  return true;
}

// As a list of names.
[[nodiscard]] Json plain_json(const NodeNames& names, inventory::RoleSet roles);
[[nodiscard]] bool read_plain(Reading& reading, const Json& json, inventory::RoleSet& out);

}  // namespace oakprobe::record
