#pragma once

#include "base/shared_value.hpp"
#include "coordinator/record/descriptions.hpp"
#include "coordinator/record/plain.hpp"
#include "evidence/sighting.hpp"

#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Values to JSON and back: a described struct is an object by its members' names, in which what is
// empty is left out. Of what is read unknown members are passed over and missing ones are as they
// are by default, so that later versions read earlier records. What a record's reader builds of a
// piece is bounded (pieces.hpp), and no list is longer than items_max.
namespace oakprobe::record {

// Of a list within a piece: nothing has more of anything than a deployment has nodes.
inline constexpr std::size_t items_max = 10'000;

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_optional<SharedValue<T>> = true;
template <class T>
inline constexpr bool is_optional<std::shared_ptr<T>> = true;

template <class T>
T& emplace(std::optional<T>& value) {
  return value.emplace();
}
template <class T>
T& emplace(SharedValue<T>& value) {
  return value.emplace();
}
template <class T>
T& emplace(std::shared_ptr<T>& value) {
  return *(value = std::make_shared<T>());
}

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

// Arrays with an item for each value of an enum stand as objects.
template <class Array>
struct KeyOf {};
template <>
struct KeyOf<std::array<evidence::AttemptSet, evidence::sight_count>> {
  using type = evidence::Sight;
};
template <class Array>
concept KeyedArray = requires {
  typename KeyOf<Array>::type;
};

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

// Of these some members stand elsewhere in the record, or follow from the rest.
template <class T>
inline constexpr bool is_described_in_part = false;
template <>
inline constexpr bool is_described_in_part<inventory::Inventory> = true;
template <>
inline constexpr bool is_described_in_part<diagnosis::PathState> = true;
template <>
inline constexpr bool is_described_in_part<diagnosis::FinishedNode> = true;
template <>
inline constexpr bool is_described_in_part<diagnosis::FinishedCheck> = true;

// visit(descriptor) for each member but a path's id: a path is known by its place in the record.
template <Described T>
void for_each_member(const auto& visit) {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  if constexpr (!is_described_in_part<T>)
    static_assert(
        boost::mp11::mp_size<Members>::value == boost::pfr::tuple_size_v<T>,
        "a member is not described"
    );
  boost::mp11::mp_for_each<Members>([&]<class D>(D descriptor) {
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>;
    if constexpr (!std::is_same_v<Member, PathId>) visit(descriptor);
  });
}

[[nodiscard]] inline bool is_empty(const Json& json) {
  return json.is_string() ? json.get_ref<const std::string&>().empty()
                          : json.empty() || json == Json(false) || json == Json(0);
}

}  // namespace detail

template <class T>
[[nodiscard]] Json to_json(const NodeNames& names, const T& value);
template <class T>
[[nodiscard]] bool read(Reading& reading, const Json& json, T& out);

namespace detail {

// What is empty by default may be left out where it is.
template <class T, class D>
[[nodiscard]] bool is_empty_by_default(const NodeNames& names) {
  static const bool known = is_empty(to_json(names, T{}.*D::pointer));
  return known;
}

template <class T>
[[nodiscard]] Json object_of(const NodeNames& names, const T& all) {
  Json object = Json::object();
  for_each_member<T>([&]<class D>(D /*descriptor*/) {
    const auto& value = all.*D::pointer;
    if constexpr (is_optional<std::remove_cvref_t<decltype(value)>>) {
      if (value) object[D::name] = to_json(names, *value);
    } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, NodeId>) {
      object[D::name] = to_json(names, value);
    } else {
      Json json = to_json(names, value);
      if (!is_empty(json) || !is_empty_by_default<T, D>(names)) object[D::name] = std::move(json);
    }
  });
  return object;
}

template <class T>
[[nodiscard]] bool read_object(Reading& reading, const Json& json, T& all) {
  if (!json.is_object()) return reading.fail("an object");
  bool good = true;
  for_each_member<T>([&]<class D>(D /*descriptor*/) {
    if (!good) return;
    const auto found = json.find(D::name);
    if (found != json.end() && !read(reading, *found, all.*D::pointer))
      good = reading.failed_at(D::name);
  });
  return good;
}

template <KeyedArray Array>
[[nodiscard]] Json keyed_json(const NodeNames& names, const Array& array) {
  Json object = Json::object();
  for (const auto key : all_values<typename KeyOf<Array>::type>) {
    const auto& item = array[static_cast<std::size_t>(key)];
    if (!(item == typename Array::value_type{}))
      object[std::string(name_of(key))] = to_json(names, item);
  }
  return object;
}

template <KeyedArray Array>
[[nodiscard]] bool read_keyed(Reading& reading, const Json& json, Array& array) {
  if (!json.is_object()) return reading.fail("an object");
  for (const auto key : all_values<typename KeyOf<Array>::type>) {
    const auto found = json.find(name_of(key));
    if (found != json.end() && !read(reading, *found, array[static_cast<std::size_t>(key)]))
      return reading.failed_at(name_of(key));
  }
  return true;
}

}  // namespace detail

template <class T>
Json to_json(const NodeNames& names, const T& value) {
  if constexpr (detail::is_optional<T>) {
    return value ? to_json(names, *value) : Json();
  } else if constexpr (detail::KeyedArray<T>) {
    return detail::keyed_json(names, value);
  } else if constexpr (detail::is_vector<T> || detail::is_array<T>) {
    Json list = Json::array();
    for (const auto& item : value) list.push_back(to_json(names, item));
    return list;
  } else if constexpr (detail::Described<T>) {
    return detail::object_of(names, value);
  } else {
    return plain_json(names, value);
  }
}

// `out` is as it is by default. False: it can't be, which `reading` then knows; a part of it may
// have been read by then.
template <class T>
bool read(Reading& reading, const Json& json, T& out) {
  if constexpr (detail::is_optional<T>) {
    return read(reading, json, detail::emplace(out));
  } else if constexpr (detail::KeyedArray<T>) {
    return detail::read_keyed(reading, json, out);
  } else if constexpr (detail::is_vector<T> || detail::is_array<T>) {
    if (!json.is_array() || json.size() > items_max)
      return reading.fail("a list of at most " + std::to_string(items_max));
    if constexpr (detail::is_vector<T>)
      out.assign(json.size(), {});
    else if (json.size() != out.size())
      return reading.fail("a list of " + std::to_string(out.size()));
    for (std::size_t at = 0; at < out.size(); ++at)
      if (!read(reading, json[at], out[at])) return reading.failed_at(at);
    return true;
  } else if constexpr (detail::Described<T>) {
    return detail::read_object(reading, json, out);
  } else {
    return read_plain(reading, json, out);
  }
}

}  // namespace oakprobe::record
