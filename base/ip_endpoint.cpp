#include "base/ip_endpoint.hpp"

#include "base/parse_number.hpp"

namespace oakprobe {

std::optional<IpEndpoint> parse_ip_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = parse_ip_address(host);
  // Without brackets it would not be told which colon is the port's.
  if (!port || !address || (host.find(':') != std::string_view::npos) != bracketed)
    return std::nullopt;
  return IpEndpoint{*address, *port};
}

std::string to_text(const IpEndpoint& endpoint) {
  const std::string address = endpoint.address.to_string();
  const std::string host = endpoint.address.is_v6() ? "[" + address + "]" : address;
  return host + ":" + std::to_string(endpoint.port);
}

}  // namespace oakprobe
