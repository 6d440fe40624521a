#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace oakprobe {

enum class Protocol : std::uint8_t { tcp, udp };

[[nodiscard]] constexpr std::string_view to_string(Protocol protocol) {
  return protocol == Protocol::tcp ? "tcp" : "udp";
}

// What an agent listens on or watches: "tcp/10100".
struct ListenPort {
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;

  friend auto operator<=>(const ListenPort&, const ListenPort&) = default;
};

}  // namespace oakprobe
