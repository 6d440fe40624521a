#include "base/ip_address.hpp"

#include <algorithm>
#include <array>

namespace oakprobe {
namespace {

// Six groups of four digits, and an IPv4 address: no literal is longer.
constexpr std::size_t literal_bytes_max = 45;

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  if (text.size() > literal_bytes_max) return std::nullopt;
  if (text.find('%') != std::string_view::npos) return std::nullopt;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  std::array<char, literal_bytes_max + 1> literal{};  // ends with a zero, and takes no heap
  std::ranges::copy(text, literal.begin());
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(literal.data(), error);
  if (error) return std::nullopt;
  return unmapped(address);
}

IpAddress unmapped(const IpAddress& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
  }
  return address;
}

}  // namespace oakprobe
