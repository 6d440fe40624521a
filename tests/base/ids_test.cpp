#include "base/ids.hpp"

#include "base/protocol.hpp"

#include <gtest/gtest.h>

#include <set>

namespace oakprobe {
namespace {

constexpr PathId path(std::uint16_t flow, std::uint32_t source, std::uint32_t target) {
  return {.flow = FlowId{flow}, .source = NodeId{source}, .target = NodeId{target}};
}

TEST(PathId, TellsTheTwoDirectionsApart) {
  EXPECT_NE(path(1, 2, 3), path(1, 3, 2));
  EXPECT_EQ(path(1, 2, 3), path(1, 2, 3));
}

TEST(PathId, IsOrderedByFlowThenSourceThenTarget) {
  EXPECT_LT(path(1, 9, 9), path(2, 0, 0));
  EXPECT_LT(path(1, 2, 9), path(1, 3, 0));
  EXPECT_LT(path(1, 2, 3), path(1, 2, 4));
  EXPECT_LT(path(1, 1, 1), path(0xffff, 0xffff'ffff, 0xffff'ffff));
}

TEST(ListenPort, IsAnotherForTheOtherProtocol) {
  const std::set<ListenPort> ports{
      {.protocol = Protocol::tcp, .port = 53},
      {.protocol = Protocol::udp, .port = 53},
      {.protocol = Protocol::tcp, .port = 53}};
  EXPECT_EQ(ports.size(), 2U);
}

TEST(Protocol, HasTheNameOfTheInventory) {
  EXPECT_EQ(name_of(Protocol::tcp), "tcp");
  EXPECT_EQ(name_of(Protocol::udp), "udp");
}

}  // namespace
}  // namespace oakprobe
