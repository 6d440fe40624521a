#pragma once

#include "base/described_enum.hpp"

#include <compare>
#include <cstdint>
#include <string_view>

namespace oakprobe {

BOOST_DEFINE_FIXED_ENUM_CLASS(Protocol, std::uint8_t, tcp, udp)

[[nodiscard]] constexpr std::string_view to_string(Protocol protocol) { return name_of(protocol); }

// What an agent listens on or watches: "tcp/10100".
struct ListenPort {
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;

  friend auto operator<=>(const ListenPort&, const ListenPort&) = default;
};

}  // namespace oakprobe
