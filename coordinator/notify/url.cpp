#include "coordinator/notify/url.hpp"

#include "base/parse_number.hpp"

#include <algorithm>

namespace oakprobe::notify {
namespace {

constexpr std::uint16_t port_of(bool tls) { return tls ? 443 : 80; }

bool is_graphic(char c) { return c > ' ' && c <= '~'; }

// "host", "host:8080", "[2001:db8::1]:8080"
bool read_authority(std::string_view text, Url& url) {
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    url.host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
  } else {
    const auto end = std::min(text.find(':'), text.size());
    url.host = text.substr(0, end);
    rest = text.substr(end);
  }
  url.port = port_of(url.tls);
  if (url.host.empty() || url.host.find_first_of("@[]\\") != std::string::npos) return false;
  if (rest.empty()) return true;
  const auto port = rest.starts_with(':') ? parse_port(rest.substr(1)) : std::nullopt;
  url.port = port.value_or(0);
  return port.has_value();
}

}  // namespace

std::string Url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != port_of(tls)) text += ":" + std::to_string(port);
  return text;
}

std::optional<Url> parse_url(std::string_view text) {
  if (text.size() > url_bytes_max || !std::ranges::all_of(text, is_graphic)) return std::nullopt;
  if (text.find('#') != std::string_view::npos) return std::nullopt;
  Url url;
  url.tls = text.starts_with("https://");
  if (!url.tls && !text.starts_with("http://")) return std::nullopt;
  text.remove_prefix(url.tls ? 8 : 7);
  const auto end = std::min(text.find_first_of("/?"), text.size());
  if (!read_authority(text.substr(0, end), url)) return std::nullopt;
  const std::string_view target = text.substr(end);
  if (!target.empty()) url.target = (target.starts_with('?') ? "/" : "") + std::string(target);
  return url;
}

}  // namespace oakprobe::notify
