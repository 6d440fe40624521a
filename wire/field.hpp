#pragma once

#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <boost/describe/class.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace oakprobe::wire {

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

template <class T>
struct WithoutOptional {
  using type = T;
};
template <class T>
struct WithoutOptional<std::optional<T>> {
  using type = T;
};

// How one member of a struct travels. Its type says most of it: a described struct is a map, a
// vector a list, an optional a field that may be left out, an enum its position.
template <class Struct, class Member>
struct Field {
  using Value = typename WithoutOptional<Member>::type;
  static constexpr bool is_optional = !std::is_same_v<Value, Member>;

  Member Struct::*member = nullptr;
  const char* key = nullptr;  // nullptr: the member's own name
  Limits limits{};
  bool is_inlined = false;
  bool is_told_beside = false;
  bool is_flag = false;
  bool has_own_code = false;  // write and read
  void (*write)(const Member&, Json&) = nullptr;
  void (*read)(Fields&, Member&) = nullptr;

  [[nodiscard]] constexpr Field named(const char* other_key) const {
    return with([&](Field& field) { field.key = other_key; });
  }
  // Of a number, the least and the most; of an enum, its last.
  [[nodiscard]] constexpr Field from(std::int64_t min) const {
    return with([&](Field& field) { field.limits.min = min; });
  }
  [[nodiscard]] constexpr Field to(auto max) const {
    return with([&](Field& field) { field.limits.max = static_cast<std::uint64_t>(max); });
  }
  // Of a text, or each of a list.
  [[nodiscard]] constexpr Field bytes(std::size_t max) const {
    return with([&](Field& field) { field.limits.bytes_max = max; });
  }
  [[nodiscard]] constexpr Field only(bool (*can_be)(std::string_view)) const {
    return with([&](Field& field) { field.limits.text_can_be = can_be; });
  }
  // A list has no more; a longer one is a bug of the teller.
  [[nodiscard]] constexpr Field items(std::size_t max) const {
    return with([&](Field& field) { field.limits.items_max = max; });
  }
  // Of a longer list the first are told.
  [[nodiscard]] constexpr Field first(std::size_t max) const {
    return items(max).with([](Field& field) { field.limits.first_are_told = true; });
  }
  // Of a bool: left out where it is false.
  [[nodiscard]] constexpr Field flag() const {
    return with([](Field& field) { field.is_flag = true; });
  }
  // The fields of the member stand in the map of its struct; so do its items, in a list, and an
  // optional one's at the end.
  [[nodiscard]] constexpr Field inlined() const {
    return with([](Field& field) { field.is_inlined = true; });
  }
  // Fields that are packed, by functions of their own. They do without a key.
  [[nodiscard]] constexpr Field by(
      void (*writer)(const Member&, Json&), void (*reader)(Fields&, Member&)
  ) const {
    return with([&](Field& field) {
      field.has_own_code = true;
      field.write = writer;
      field.read = reader;
    });
  }
  // Written and read with the struct as a whole, where its fields depend on each other.
  [[nodiscard]] constexpr Field told_beside() const {
    return with([](Field& field) { field.is_told_beside = true; });
  }

 private:
  [[nodiscard]] constexpr Field with(const auto& change) const {
    Field changed = *this;
    change(changed);
    return changed;
  }
};

template <class Struct, class Member>
[[nodiscard]] constexpr Field<Struct, Member> field(Member Struct::*member) {
  Field<Struct, Member> plain;
  plain.member = member;
  return plain;
}

// What a struct's members don't say of their fields: a std::tuple of what field() gives. A struct
// that travels is described (BOOST_DESCRIBE_STRUCT) with all its members, in the order in which
// they are read; codec.hpp holds it to that.
template <class Struct>
inline constexpr std::tuple<> field_table{};

// A struct that travels as the list of its members, not as a map.
template <class Struct>
inline constexpr bool is_list_shaped = false;

}  // namespace oakprobe::wire
