#include "base/ip_prefix.hpp"

#include "base/parse_number.hpp"

#include <algorithm>
#include <array>

namespace oakprobe {
namespace {

template <class Bytes>
bool equal_bits(const Bytes& a, const Bytes& b, unsigned bits) {
  for (std::size_t i = 0; bits > 0; ++i) {
    const unsigned here = bits < 8 ? bits : 8;
    const unsigned mask = 0xffU << (8 - here) & 0xffU;
    if (((a[i] ^ b[i]) & mask) != 0) return false;
    bits -= here;
  }
  return true;
}

template <class Bytes>
Bytes kept_bits(Bytes bytes, unsigned bits) {
  for (auto& byte : bytes) {
    const unsigned here = bits < 8 ? bits : 8;
    byte = static_cast<typename Bytes::value_type>(byte & (0xffU << (8 - here)));
    bits -= here;
  }
  return bytes;
}

}  // namespace

bool IpPrefix::contains(const IpAddress& other) const {
  const IpAddress inner = unmapped(other);
  if (inner.is_v4() != address.is_v4()) return false;
  return address.is_v4() ? equal_bits(address.to_v4().to_bytes(), inner.to_v4().to_bytes(), length)
                         : equal_bits(address.to_v6().to_bytes(), inner.to_v6().to_bytes(), length);
}

std::string IpPrefix::to_string() const {
  return address.to_string() + "/" + std::to_string(unsigned{length});
}

std::optional<IpPrefix> parse_ip_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_ip_address(text.substr(0, slash));
  const auto length = parse_number<std::uint8_t>(text.substr(slash + 1));
  if (!address || !length || *length > (address->is_v4() ? 32U : 128U)) return std::nullopt;
  return IpPrefix{*address, *length};
}

IpPrefix network_of(const IpPrefix& block) {
  namespace ip = boost::asio::ip;
  const IpAddress& address = block.address;
  if (address.is_v4())
    return {ip::address_v4(kept_bits(address.to_v4().to_bytes(), block.length)), block.length};
  return {ip::address_v6(kept_bits(address.to_v6().to_bytes(), block.length)), block.length};
}

bool is_private(const IpAddress& address) {
  constexpr std::array blocks{
      "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"};
  return std::ranges::any_of(blocks, [&](const char* block) {
    return parse_ip_prefix(block)->contains(address);
  });
}

}  // namespace oakprobe
