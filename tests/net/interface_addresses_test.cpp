#include "net/interface_addresses.hpp"

#include <gtest/gtest.h>

namespace oakprobe::net {
namespace {

IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }

// One that was asked before must not decide about the next: neither the address that the kernel
// took for it, nor its failure.
TEST(RouteLookup, AnswersAsIfEachWereTheFirst) {
  for (const auto& from : {std::optional<IpAddress>(), std::optional(ip("127.0.0.1"))}) {
    RouteLookup routes(from);
    for (int turn = 0; turn < 2; ++turn) {
      for (const char* to : {"127.0.0.1", "192.0.2.1", "127.90.0.7", "240.0.0.1", "2001:db8::1"}) {
        EXPECT_EQ(routes.finds(ip(to)), RouteLookup(from).finds(ip(to))) << to;
      }
    }
    EXPECT_TRUE(routes.finds(ip("127.0.0.1")));
  }
}

}  // namespace
}  // namespace oakprobe::net
