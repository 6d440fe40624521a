#include "net/routing_table.hpp"

#include <gtest/gtest.h>

namespace oakprobe::net {
namespace {

TEST(RoutingTable, IsReadFromTheKernel) {
  EXPECT_TRUE(ipv4_routes(8));
  EXPECT_TRUE(ipv6_routes(8));
}

}  // namespace
}  // namespace oakprobe::net
