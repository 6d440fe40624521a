#pragma once

#include "tests/probe-agent/dial/fake_network.hpp"

namespace oakprobe::agent {

inline constexpr std::uint16_t tunnel = 50'103;
inline constexpr std::uint16_t api = 10'000;

inline IpAddress address(unsigned number) {
  return boost::asio::ip::address_v4(0xc000'0200U + number);  // 192.0.2.x
}

// So many paths, each to an address of its own.
inline wire::Probe plan_of(unsigned paths, Protocol protocol) {
  wire::Probe plan;
  plan.nodes = paths + 1;
  for (unsigned target = 1; target <= paths; ++target) {
    plan.addresses.push_back(address(target));
    wire::PlannedPath& path = plan.paths.emplace_back();
    path.path = {FlowId{0}, NodeId{0}, NodeId{target}};
    path.address = target - 1;
    path.protocol = protocol;
    path.port = protocol == Protocol::udp ? tunnel : api;
  }
  return plan;
}

inline evidence::AnswerSource from(const FakeRun& run, std::size_t index) {
  const PathDial& path = run.progress.paths()[index];
  return {run.progress.address_of(path), path.plan().port};
}

inline void answer_udp(FakeRun& run, const FakeNetwork::Sent& one) {
  const PathId& path = run.progress.paths()[one.index].plan().path;
  run.progress.udp_answered(path, one.attempt, from(run, one.index), run.network.now);
}

inline net::QueuedError refused() {
  net::QueuedError error;
  error.error = ECONNREFUSED;
  error.icmp = evidence::IcmpError{3, 3, address(1), 0};
  return error;
}

}  // namespace oakprobe::agent
