#include "coordinator/firewall/address_cover.hpp"

#include "base/listing.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::firewall {
namespace {

std::string cover(const std::string& before, unsigned first, unsigned count) {
  std::vector<IpAddress> addresses;
  for (unsigned at = 0; at < count; ++at)
    addresses.push_back(*parse_ip_address(before + std::to_string(first + at)));
  return join(address_cover(addresses), " ", &IpPrefix::to_string);
}

TEST(AddressCover, FewStayAsTheyAre) {
  EXPECT_EQ(cover("192.0.2.", 2, 2), "192.0.2.2/32 192.0.2.3/32");
  EXPECT_EQ(cover("192.0.2.", 1, 0), "");
}

TEST(AddressCover, ManyAreBlocksOfExactlyThem) {
  EXPECT_EQ(cover("192.0.2.", 0, single_addresses_max + 1), "192.0.2.0/28 192.0.2.16/32");
  EXPECT_EQ(
      cover("192.0.2.", 1, 20),
      "192.0.2.1/32 192.0.2.2/31 192.0.2.4/30 192.0.2.8/29 192.0.2.16/30 192.0.2.20/32"
  );
  EXPECT_EQ(cover("10.0.0.", 0, 256), "10.0.0.0/24");
}

TEST(AddressCover, EachIsThereOnceAndFamiliesStayApart) {
  const auto blocks = address_cover(
      {*parse_ip_address("2001:db8::1"),
       *parse_ip_address("192.0.2.1"),
       *parse_ip_address("192.0.2.1")}
  );
  EXPECT_EQ(join(blocks, " ", &IpPrefix::to_string), "192.0.2.1/32 2001:db8::1/128");
}

TEST(AddressCover, ItReachesTheWholeOfAFamily) {
  std::vector<IpAddress> ends;
  for (const char* text : {"0.0.0.0", "255.255.255.255", "127.255.255.255", "128.0.0.0"})
    ends.push_back(*parse_ip_address(text));
  for (unsigned at = 0; at < single_addresses_max; ++at)
    ends.push_back(*parse_ip_address("10.0.0." + std::to_string(2 * at + 1)));
  EXPECT_EQ(address_cover(ends).size(), ends.size());  // none are halves of one block
}

}  // namespace
}  // namespace oakprobe::firewall
