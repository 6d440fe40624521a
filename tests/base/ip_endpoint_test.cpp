#include "base/ip_endpoint.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

TEST(IpEndpoint, IsAnAddressAndAPort) {
  for (const char* text : {"127.0.0.1:8970", "[::1]:8970", "0.0.0.0:0", "[2001:db8::1]:65535"}) {
    const auto read = parse_ip_endpoint(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(to_text(*read), text);
  }
  for (const char* text :
       {"",
        "8970",
        ":8970",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1:80x",
        "[127.0.0.1]:80",
        "::1:80",
        "[::1]",
        "[::1:80",
        "localhost:80",
        "[fe80::1%eth0]:80"})
    EXPECT_FALSE(parse_ip_endpoint(text)) << text;
}

}  // namespace
}  // namespace oakprobe
