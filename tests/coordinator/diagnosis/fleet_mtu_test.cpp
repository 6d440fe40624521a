#include "coordinator/diagnosis/fleet_mtu.hpp"

#include "check_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

// A tunnel whose way takes so many bytes, of 1,478.
void tunnel(
    CheckCase& one, FlowId flow, const char* source, const char* target, std::uint16_t mtu
) {
  const bool passes = mtu >= 1'478;
  auto path = one.path(
      flow,
      source,
      target,
      passes ? verdict_of(Status::open)
             : verdict_of(Status::degraded, Cause::mtu, {Segment::network})
  );
  path->look = std::make_shared<CloserLook>();
  path->look->target_told = true;
  for (const std::uint16_t bytes : {std::uint16_t{1'478}, mtu}) {
    evidence::SizedProbe& probe = path->look->seen.sizes.emplace_back();
    probe.bytes = bytes;
    probe.answered = bytes <= mtu;
  }
}

TEST(FleetMtu, IsTheLargestThatEveryTunnelTakes) {
  CheckCase one({"w1", "w2", "w3"});
  const FlowId flow = one.flow("worker-tunnel", Protocol::udp, 50103);
  one.check.inventory.flows[index_of(flow)].service = inventory::Service::tunnel;
  tunnel(one, flow, "w1", "w2", 1'428);
  tunnel(one, flow, "w1", "w3", 1'400);
  tunnel(one, flow, "w2", "w3", 1'500);
  agree_on_tunnel_mtu(one.check);
  for (std::size_t index = 0; index < 2; ++index)
    EXPECT_EQ(one.check.paths[index].verdict->tunnel_bytes, 1'372);
  EXPECT_EQ(one.check.paths[2].verdict->tunnel_bytes, 0);
}

TEST(FleetMtu, IsNotToldWhereNothingFails) {
  CheckCase one({"w1", "w2"});
  const FlowId flow = one.flow("worker-tunnel", Protocol::udp, 50103);
  one.check.inventory.flows[index_of(flow)].service = inventory::Service::tunnel;
  tunnel(one, flow, "w1", "w2", 1'500);
  agree_on_tunnel_mtu(one.check);
  EXPECT_EQ(one.check.paths[0].verdict->tunnel_bytes, 0);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
