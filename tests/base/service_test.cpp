#include "base/service.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

TEST(Service, KeepsItsNumberOnTheWire) {
  EXPECT_EQ(static_cast<int>(Service::http), 0);
  EXPECT_EQ(static_cast<int>(Service::grpc), 1);
  EXPECT_EQ(static_cast<int>(Service::mqtt), 2);
}

TEST(Service, IsAskedWhereItHasAProtocolOfItsOwn) {
  for (const Service service : {Service::http, Service::grpc, Service::mqtt})
    EXPECT_TRUE(is_asked(service)) << to_string(service);
  for (const Service service : {Service::tcp, Service::tunnel})
    EXPECT_FALSE(is_asked(service)) << to_string(service);
}

}  // namespace
}  // namespace oakprobe
