#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

// What is to be known of a closed set of values comes from the enum itself, which is declared with
// BOOST_DEFINE_FIXED_ENUM_CLASS, or described beside its declaration with BOOST_DESCRIBE_ENUM: its
// names, its values, and back from a name. A value's name is its identifier with '-' for '_':
// `not_running` is "not-running".
namespace oakprobe {

template <class E>
concept DescribedEnum = boost::describe::has_describe_enumerators<E>::value;

template <DescribedEnum E>
inline constexpr std::size_t enum_size =
    boost::mp11::mp_size<boost::describe::describe_enumerators<E>>::value;

// All values, in order of declaration.
template <DescribedEnum E>
inline constexpr std::array<E, enum_size<E>> all_values = [] {
  std::array<E, enum_size<E>> values{};
  std::size_t at = 0;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto one) {
    values[at++] = one.value;
  });
  return values;
}();

namespace detail {

template <DescribedEnum E, std::size_t At>
inline constexpr auto dashed_name = [] {
  constexpr std::string_view identifier =
      boost::mp11::mp_at_c<boost::describe::describe_enumerators<E>, At>::name;
  std::array<char, identifier.size()> name{};
  std::ranges::replace_copy(identifier, name.begin(), '_', '-');
  return name;
}();

}  // namespace detail

// All names, in order of declaration.
template <DescribedEnum E>
inline constexpr auto all_names = []<std::size_t... At>(std::index_sequence<At...>) {
  return std::array<std::string_view, sizeof...(At)>{
      std::string_view(detail::dashed_name<E, At>.data(), detail::dashed_name<E, At>.size())...};
}
(std::make_index_sequence<enum_size<E>>());

// "" for a value that is none of the enum's.
template <DescribedEnum E>
[[nodiscard]] constexpr std::string_view name_of(E value) {
  for (std::size_t at = 0; at < enum_size<E>; ++at)
    if (all_values<E>[at] == value) return all_names<E>[at];
  return "";
}

template <DescribedEnum E>
[[nodiscard]] constexpr std::optional<E> value_named(std::string_view name) {
  for (std::size_t at = 0; at < enum_size<E>; ++at)
    if (all_names<E>[at] == name) return all_values<E>[at];
  return std::nullopt;
}

// A table with one entry for each value, in order of declaration: Entry has a member `value`. To be
// held to it by a static_assert, so that forgetting an entry fails the build.
template <DescribedEnum E, class Entry, std::size_t N>
[[nodiscard]] constexpr bool has_one_for_each(const std::array<Entry, N>& table, E Entry::*value) {
  if (N != enum_size<E>) return false;
  for (std::size_t at = 0; at < N; ++at)
    if (table[at].*value != all_values<E>[at]) return false;
  return true;
}

}  // namespace oakprobe
