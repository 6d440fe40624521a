#include "base/ip_address.hpp"

#include "base/ip_prefix.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe {
namespace {

struct Row {
  const char* name;
  std::string text;
  std::string address;  // empty: refused
};

class Literal : public testing::TestWithParam<Row> {};

TEST_P(Literal, IsAnAddressOrRefused) {
  const auto address = parse_ip_address(GetParam().text);
  EXPECT_EQ(address ? address->to_string() : "", GetParam().address);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    Literal,
    testing::Values(
        Row{"ipv4", "192.0.2.10", "192.0.2.10"},
        Row{"ipv6", "2001:DB8::1", "2001:db8::1"},
        Row{"any_ipv6", "::", "::"},
        Row{"ipv4_mapped", "::ffff:192.0.2.10", "192.0.2.10"},
        Row{"empty", "", ""},
        Row{"name", "edge-a.example", ""},
        Row{"number_above_255", "192.0.2.256", ""},
        Row{"three_numbers", "192.0.2", ""},
        Row{"leading_zero", "192.0.2.010", ""},
        Row{"space", " 192.0.2.10", ""},
        Row{"prefix", "192.0.2.0/24", ""},
        Row{"port", "192.0.2.10:80", ""},
        Row{"brackets", "[2001:db8::1]", ""},
        Row{"zone", "fe80::1%eth0", ""},
        Row{"zero_byte_behind_it", std::string("192.0.2.10\0x", 12), ""},
        Row{"very_long", std::string(100'000, '1'), ""}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Unmapped, LeavesOtherAddressesAlone) {
  for (const auto* text : {"192.0.2.10", "2001:db8::1", "::1"}) {
    const auto address = boost::asio::ip::make_address(text);
    EXPECT_EQ(unmapped(address), address);
  }
  EXPECT_EQ(unmapped(boost::asio::ip::make_address("::ffff:10.0.0.1")).to_string(), "10.0.0.1");
}

TEST(Prefix, OfANetworkHasNoBitsOfAHost) {
  const auto network = [](const char* text) {
    return network_of(*parse_ip_prefix(text)).to_string();
  };
  EXPECT_EQ(network("203.0.113.5/24"), "203.0.113.0/24");
  EXPECT_EQ(network("10.255.255.255/9"), "10.128.0.0/9");
  EXPECT_EQ(network("192.0.2.1/32"), "192.0.2.1/32");
  EXPECT_EQ(network("192.0.2.1/0"), "0.0.0.0/0");
  EXPECT_EQ(network("2001:db8:ff::1/33"), "2001:db8::/33");
  EXPECT_EQ(network("2001:db8::1/128"), "2001:db8::1/128");
}

TEST(Private, IsWhatNoNetworkHandsOn) {
  for (const auto* text :
       {"10.0.0.1", "172.31.255.255", "::ffff:192.168.0.1", "100.64.0.1", "fd00::1"})
    EXPECT_TRUE(is_private(boost::asio::ip::make_address(text))) << text;
  for (const auto* text : {"172.32.0.0", "192.0.2.1", "100.128.0.0", "2001:db8::1", "127.0.0.1"})
    EXPECT_FALSE(is_private(boost::asio::ip::make_address(text))) << text;
}

}  // namespace
}  // namespace oakprobe
