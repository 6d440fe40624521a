#pragma once

#include "base/check.hpp"
#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "wire/field.hpp"

#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

// Writes and reads described structs (field.hpp). Reading is total and takes no memory but for what
// the fields hold, within their limits: nothing is built of what no field takes.
namespace oakprobe::wire {
namespace detail {

template <class Struct>
using Members = boost::describe::describe_members<Struct, boost::describe::mod_public>;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

// Node and flow numbers: enums without enumerators.
template <class T>
concept Id = requires(T id) {
  index_of(id);
};

// What the table has of a described member, or what its type alone says.
template <class Struct, class Descriptor>
inline constexpr auto field_of = [] {
  auto found = field(Descriptor::pointer);
  const auto take_if_same = [&]<class Entry>(const Entry& entry) {
    if constexpr (std::is_same_v<Entry, decltype(field(Descriptor::pointer))>)
      if (entry.member == found.member) found = entry;
  };
  std::apply([&](const auto&... entry) { (take_if_same(entry), ...); }, field_table<Struct>);
  if (found.key == nullptr) found.key = Descriptor::name;
  if constexpr (DescribedEnum<typename decltype(found)::Value>)
    found = found.to(all_values<typename decltype(found)::Value>.back());
  return found;
}();

template <class Struct, class Member>
constexpr bool has_limits(const Field<Struct, Member>& field) {
  using Value = typename Field<Struct, Member>::Value;
  if (field.has_own_code || field.is_told_beside) return true;
  if (is_list<Value>) return field.limits.items_max > 0;
  return !std::is_enum_v<Value> || Id<Value> || field.limits.max != Limits().max;
}

// visit(descriptor) for each, in the order of the description.
template <Described Struct>
void for_each_member(const auto& visit) {
  using boost::mp11::mp_size;
  static_assert(
      mp_size<Members<Struct>>::value == boost::pfr::tuple_size_v<Struct>,
      "a member is not described"
  );
  boost::mp11::mp_for_each<Members<Struct>>([&]<class D>(D descriptor) {
    static_assert(
        has_limits(field_of<Struct, D>), "of a list it takes the most items, of an enum its last"
    );
    visit(descriptor);
  });
}

}  // namespace detail

template <detail::Described Struct>
void write_fields(const Struct& all, Json& map);
template <detail::Described Struct>
void put_items(const Struct& all, Json& list);
template <detail::Described Struct>
void read_fields(Fields& fields, Struct& all);
template <detail::Described Struct>
[[nodiscard]] bool take_items(CborItems::Iterator& at, CborItems::Iterator end, Struct& all);

template <class T>
[[nodiscard]] Json json_of(const Limits& limits, const T& value) {
  if constexpr (is_list<T>) {
    CHECK(limits.first_are_told || value.size() <= limits.items_max);
    auto list = Json::array();
    for (std::size_t at = 0; at < std::min(value.size(), limits.items_max); ++at)
      list.push_back(json_of(limits, value[at]));
    return list;
  } else if constexpr (is_list_shaped<T>) {
    auto list = Json::array();
    put_items(value, list);
    return list;
  } else if constexpr (detail::Described<T>) {
    auto map = Json::object();
    write_fields(value, map);
    return map;
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::underlying_type_t<T>>(value);
  } else {
    return plain_json(limits, value);
  }
}

// False: it is of another kind, or not within its limits; a part of it may have been read by then.
template <class T>
[[nodiscard]] bool read_value(const Limits& limits, const CborView& value, T& out) {
  if constexpr (is_list<T>) {
    const auto list = value.list();
    if (!list || list->size() > limits.items_max) return false;
    return std::ranges::all_of(*list, [&](const CborView& item) {
      return read_value(limits, item, out.emplace_back());
    });
  } else if constexpr (is_list_shaped<T>) {
    const auto list = value.list();
    if (!list) return false;
    auto at = list->begin();
    return take_items(at, list->end(), out) && at == list->end();
  } else if constexpr (detail::Described<T>) {
    Fields fields(value);
    read_fields(fields, out);
    return fields.ok();
  } else if constexpr (std::is_enum_v<T>) {
    std::underlying_type_t<T> position{};
    if (!read_plain(limits, value, position)) return false;
    out = static_cast<T>(position);
    return true;
  } else {
    return read_plain(limits, value, out);
  }
}

// A field that must be there.
template <class T>
void read_field(Fields& fields, std::string_view key, const Limits& limits, T& out) {
  const CborView* value = fields.find(key);
  if (value == nullptr || !read_value(limits, *value, out)) fields.fail();
}

// The fields of a struct into a map. A list that is too long is a bug of the caller.
template <detail::Described Struct>
void write_fields(const Struct& all, Json& map) {
  detail::for_each_member<Struct>([&]<class D>(D /*descriptor*/) {
    constexpr auto& field = detail::field_of<Struct, D>;
    const auto& value = all.*D::pointer;
    if constexpr (field.has_own_code) {
      field.write(value, map);
    } else if constexpr (field.is_inlined) {
      write_fields(value, map);
    } else if constexpr (field.is_optional) {
      if (value) map[field.key] = json_of(field.limits, *value);
    } else if constexpr (field.is_flag) {
      if (value) map[field.key] = true;
    } else if constexpr (!field.is_told_beside) {
      map[field.key] = json_of(field.limits, value);
    }
  });
}

template <detail::Described Struct>
void read_fields(Fields& fields, Struct& all) {
  detail::for_each_member<Struct>([&]<class D>(D /*descriptor*/) {
    constexpr auto& field = detail::field_of<Struct, D>;
    auto& value = all.*D::pointer;
    if (!fields.ok()) return;
    if constexpr (field.has_own_code) {
      field.read(fields, value);
    } else if constexpr (field.is_inlined) {
      read_fields(fields, value);
    } else if constexpr (field.is_optional) {
      const CborView* found = fields.find(field.key);
      if (found != nullptr && !read_value(field.limits, *found, value.emplace())) fields.fail();
    } else if constexpr (field.is_flag) {
      if (fields.find(field.key) != nullptr) read_field(fields, field.key, field.limits, value);
    } else if constexpr (!field.is_told_beside) {
      read_field(fields, field.key, field.limits, value);
    }
  });
}

// The members of a struct behind the items of a list.
template <detail::Described Struct>
void put_items(const Struct& all, Json& list) {
  detail::for_each_member<Struct>([&]<class D>(D /*descriptor*/) {
    constexpr auto& field = detail::field_of<Struct, D>;
    const auto& value = all.*D::pointer;
    if constexpr (!field.is_inlined) {
      list.push_back(json_of(field.limits, value));
    } else if constexpr (!field.is_optional) {
      put_items(value, list);
    } else if (value) {
      put_items(*value, list);
    }
  });
}

// From `at` on, which is then behind them. False: they are not there, or can't be.
template <detail::Described Struct>
bool take_items(CborItems::Iterator& at, CborItems::Iterator end, Struct& all) {
  bool good = true;
  detail::for_each_member<Struct>([&]<class D>(D /*descriptor*/) {
    constexpr auto& field = detail::field_of<Struct, D>;
    auto& value = all.*D::pointer;
    if constexpr (!field.is_inlined) {
      good = good && at != end && read_value(field.limits, *at, value);
      if (good) ++at;
    } else if constexpr (!field.is_optional) {
      good = good && take_items(at, end, value);
    } else if (good && at != end) {
      good = take_items(at, end, value.emplace());
    }
  });
  return good;
}

}  // namespace oakprobe::wire
