#include "oakestra/proxy_bypass.hpp"

#include "base/ascii.hpp"
#include "base/ip_address.hpp"
#include "base/ip_prefix.hpp"

#include <algorithm>
#include <string>

namespace oakprobe::oakestra {
namespace {

std::string plain(std::string_view text) { return lower(trimmed(text)); }

bool names(const std::string& entry, const std::string& host, std::uint16_t port) {
  if (entry.empty()) return false;
  if (entry == "*" || host.ends_with(entry)) return true;
  if ((host + ":" + std::to_string(port)).ends_with(entry)) return true;
  const auto address = parse_ip_address(host);
  const auto range = parse_ip_prefix(entry);
  return address && range && range->contains(*address);
}

}  // namespace

bool is_bypassed(std::string_view no_proxy, std::string_view host, std::uint16_t port) {
  const std::string wanted = plain(host);
  while (!no_proxy.empty()) {
    const std::size_t end = std::min(no_proxy.find(','), no_proxy.size());
    if (names(plain(no_proxy.substr(0, end)), wanted, port)) return true;
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
  }
  return false;
}

}  // namespace oakprobe::oakestra
