#include "packets/checksum.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace oakprobe::packets {
namespace {

using Packet = std::vector<std::byte>;

Packet packet(std::initializer_list<int> bytes) {
  Packet out;
  for (const int byte : bytes) out.push_back(static_cast<std::byte>(byte));
  return out;
}

// 192.0.2.1:1024 to 192.0.2.2:50103, "oak" in UDP. Pseudo header and datagram add up to 0xffff.
Packet udp() {
  return packet({0x45, 0, 0, 31, 0, 0, 0,    0,    64, 17, 0, 0, 192, 0,   2,  1,
                 192,  0, 2, 2,  4, 0, 0xc3, 0xb7, 0,  11, 0, 0, 'o', 'a', 'k'});
}

void set_sum(Packet& one, std::size_t at, std::uint16_t sum) {
  one[at] = static_cast<std::byte>(sum >> 8U);
  one[at + 1] = static_cast<std::byte>(sum & 0xffU);
}

TEST(Checksum, OfUdp) {
  Packet one = udp();
  EXPECT_EQ(has_right_checksum(one), true) << "IPv4 may leave it away";
  std::vector<int> right;
  for (int sum = 1; sum <= 0xffff; ++sum) {
    set_sum(one, 26, static_cast<std::uint16_t>(sum));
    if (has_right_checksum(one) == true) right.push_back(sum);
  }
  // By hand: c000+0201+c000+0202+0011+000b+0400+c3b7+000b+6f61+6b00 = 3 2642, folded 2645.
  EXPECT_EQ(right, std::vector<int>{0xffff - 0x2645});
}

TEST(Checksum, CannotTellOfAPartOfAPacket) {
  Packet fragment = udp();
  fragment[6] = std::byte{0x20};  // more fragments
  EXPECT_FALSE(has_right_checksum(fragment).has_value());
  Packet cut = udp();
  while (!cut.empty()) {
    cut.pop_back();
    EXPECT_FALSE(has_right_checksum(cut).has_value());
  }
  Packet icmp = udp();
  icmp[9] = std::byte{1};
  EXPECT_FALSE(has_right_checksum(icmp).has_value());
  Packet lying = udp();
  lying[25] = std::byte{12};  // UDP's length beyond the packet's
  EXPECT_FALSE(has_right_checksum(lying).has_value());
}

}  // namespace
}  // namespace oakprobe::packets
