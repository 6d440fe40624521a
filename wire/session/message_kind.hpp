#pragma once

#include "wire/messages.hpp"

#include <cstddef>
#include <type_traits>
#include <variant>

namespace oakprobe::wire {

inline constexpr std::size_t message_kinds = std::variant_size_v<Message>;

// A message's position in the variant.
enum class MessageKind : std::size_t { none = message_kinds };

template <class T, class Variant = Message>
inline constexpr MessageKind kind_of = MessageKind::none;

template <class T, class... All>
inline constexpr MessageKind kind_of<T, std::variant<All...>> = [] {
  std::size_t position = 0;
  static_cast<void>(((std::is_same_v<T, All> || (++position, false)) || ...));
  return MessageKind{position};
}();

}  // namespace oakprobe::wire
