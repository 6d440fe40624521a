#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::serve {

// What of a request tells who asks. Views of headers; empty: there is none.
struct Credentials {
  std::string_view authorization;
  std::string_view host;
  std::string_view fetch_site;  // Sec-Fetch-Site, which browsers alone set
  std::string_view fetch_mode;  // Sec-Fetch-Mode
};

enum class Admission : std::uint8_t {
  granted,
  no_token,      // nor the right one
  strange_host,  // of an address that is not this machine's: DNS rebinding, or a proxy
  strange_site,  // another site's page asks in a browser
};

// Who may ask. With a token whoever has it; without one, where only this machine can connect,
// whoever calls us by a name of this machine: a page whose name was rebound to it does not.
class Access {
 public:
  explicit Access(const std::optional<std::string>& token);

  // Takes as long for a token that is nearly right as for any other.
  [[nodiscard]] Admission judge(const Credentials& credentials) const;
  [[nodiscard]] bool wants_token() const { return digest_.has_value(); }

 private:
  using Digest = std::array<unsigned char, 32>;  // SHA-256

  [[nodiscard]] static Digest digest_of(std::string_view token);
  [[nodiscard]] bool is_token(std::string_view authorization) const;

  std::optional<Digest> digest_;
};

// A Host header that names this machine alone: localhost, 127.0.0.0/8 or ::1, and any port or none.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace oakprobe::serve
