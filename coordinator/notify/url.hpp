#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::notify {

inline constexpr std::size_t url_bytes_max = 2'000;

// Of http or https.
struct Url {
  bool tls = false;
  std::string host;  // a name or an address, an IPv6 one without brackets
  std::uint16_t port = 0;
  std::string target = "/";  // path and query

  // As a Host header has it: with brackets, and the port unless it is the usual one.
  [[nodiscard]] std::string authority() const;

  friend bool operator==(const Url&, const Url&) = default;
};

// nullopt: it is none, or has what we do not take: a user (secrets stand in files), a fragment,
// blanks and what is not ASCII.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

}  // namespace oakprobe::notify
