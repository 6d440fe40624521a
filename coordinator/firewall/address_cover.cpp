#include "coordinator/firewall/address_cover.hpp"

#include <algorithm>

namespace oakprobe::firewall {
namespace {

std::uint8_t bits_of(const IpAddress& address) { return address.is_v4() ? 32 : 128; }

IpAddress without_bit(const IpAddress& address, unsigned bit) {
  const auto cleared = [bit](auto bytes) {
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] & ~(0x80U >> (bit % 8)));
    return bytes;
  };
  if (address.is_v4()) return boost::asio::ip::address_v4(cleared(address.to_v4().to_bytes()));
  return boost::asio::ip::address_v6(cleared(address.to_v6().to_bytes()));
}

// Two halves of one block of twice their size.
bool are_halves(const IpPrefix& low, const IpPrefix& high) {
  if (low.length != high.length || low.length == 0) return false;
  if (low.address.is_v4() != high.address.is_v4()) return false;
  return without_bit(high.address, low.length - 1U) == low.address && low.address != high.address;
}

}  // namespace

std::vector<IpPrefix> address_cover(std::vector<IpAddress> addresses) {
  std::ranges::sort(addresses);
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  const bool few = addresses.size() <= single_addresses_max;
  std::vector<IpPrefix> blocks;
  for (const IpAddress& address : addresses) {
    blocks.push_back({address, bits_of(address)});
    while (!few && blocks.size() > 1 && are_halves(*(blocks.end() - 2), blocks.back())) {
      blocks.pop_back();
      --blocks.back().length;
    }
  }
  return blocks;
}

std::string block_text(const IpPrefix& block) {
  return block.length == bits_of(block.address) ? block.address.to_string() : block.to_string();
}

}  // namespace oakprobe::firewall
