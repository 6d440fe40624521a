#include "inventory/address_text.hpp"

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/printable.hpp"
#include "inventory/diagnostics.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

constexpr std::size_t label_bytes_max = 63;  // RFC 1035

constexpr bool is_label_letter(char letter) {
  return is_alphanumeric(letter) || letter == '-' || letter == '_';
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > label_bytes_max) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::ranges::all_of(label, is_label_letter);
}

// A name whose last label is a number is a mistyped IPv4 address (RFC 1123, 2.1).
bool is_dns_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > dns_name_bytes_max) return false;
  while (true) {
    const auto dot = text.find('.');
    const auto label = text.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !std::ranges::all_of(label, is_digit);
    text.remove_prefix(dot + 1);
  }
}

std::string hint(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return "leave the scheme and the path away";
  if (text.find('/') != std::string_view::npos) return "one machine's address has no '/'";
  if (text.find('%') != std::string_view::npos) {
    return "a zone ('%') means nothing on other machines";
  }
  if (text.find('[') != std::string_view::npos) {
    return "an IPv6 address has no brackets and no range here";
  }
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos && text.find(':') == colon) {
    return "leave the port away";
  }
  return "it is an IPv4 address, an IPv6 address or a DNS name";
}

}  // namespace

std::string address_problem(const Address& address) {
  const std::string& text = address.text();
  if (const auto& ip = address.ip()) {
    if (ip->is_unspecified()) return in_quotes(text) + " means any address; give the one to dial";
    if (ip->is_multicast() || ip->to_string() == "255.255.255.255") {
      return in_quotes(text) + " is no single machine's address; give the one to dial";
    }
    return {};
  }
  if (is_dns_name(text)) return {};
  return in_quotes(text) + " is no address: " + hint(text);
}

std::string canonical_address(const Address& address) {
  if (address.ip()) return address.ip()->to_string();
  std::string_view text = address.text();
  if (text.ends_with('.')) text.remove_suffix(1);
  return lower(text);
}

}  // namespace oakprobe::inventory
