#include "coordinator/check/finish_check.hpp"

#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::check {
namespace {

using ::testing::ElementsAre;

constexpr std::uint32_t edge = 1;
constexpr std::uint32_t w1 = 2;
constexpr std::uint32_t w2 = 3;

wire::ArmedPort armed_port(ListenPort port, wire::ListenMode mode) {
  wire::ArmedPort armed;
  armed.port = port;
  armed.mode = mode;
  armed.process = mode == wire::ListenMode::live ? "NetManager" : "";
  return armed;
}

TEST(BeginCheck, SaysWhetherExposureCanBeSeen) {
  EXPECT_TRUE(begin_check(small_deployment()).exposure_checked);
  const auto inside = read_inventory(
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
  );
  EXPECT_FALSE(begin_check(inside).exposure_checked);
}

TEST(JudgePaths, CountsWhatWasTouched) {
  auto check = begin_check(small_deployment());
  const auto dialled = dialled_paths(check.inventory, FactsByNode(check.nodes.size()));
  add_paths(check, dialled);
  const ListenPort mqtt{Protocol::tcp, 10'003};
  const ListenPort handshake{Protocol::tcp, 10'100};
  const ListenPort tunnel{Protocol::udp, 50'103};
  check.nodes[edge].observation.armed = {
      armed_port(mqtt, wire::ListenMode::live), armed_port(handshake, wire::ListenMode::stand_in)};
  check.nodes[w2].observation.armed = {armed_port(tunnel, wire::ListenMode::live)};
  for (diagnosis::FinishedPath& path : check.paths) {
    if (path.id.source != NodeId{w1}) continue;
    wire::DialEvidence& dial = path.dial.emplace();
    dial.path = path.id;
    dial.sent = wire::AttemptSet(0b111);
    dial.connected = wire::AttemptSet(0b011);
  }
  judge_paths(check, dialled);

  EXPECT_THAT(check.nodes[edge].touched.bound, ElementsAre(handshake));
  EXPECT_EQ(check.nodes[edge].touched.live_connections, 2U) << "to MQTT, and only there";
  EXPECT_EQ(check.nodes[edge].touched.live_datagrams, 0U);
  EXPECT_EQ(check.nodes[w2].touched.live_datagrams, 3U);
  for (const diagnosis::FinishedPath& path : check.paths) {
    if (path.id.target != NodeId{w2} || path.port != tunnel.port) continue;
    EXPECT_EQ(path.listener, wire::ListenMode::live);
    EXPECT_EQ(path.listener_process, "NetManager");
    EXPECT_FALSE(path.receipts_seen) << "nobody could have seen a receipt";
  }
  EXPECT_EQ(check.summary.paths, check.paths.size());
}

}  // namespace
}  // namespace oakprobe::check
