#pragma once

#include "../diagnosis/check_case.hpp"
#include "coordinator/report/plain_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

namespace oakprobe::report {

// Columns of the longest line.
inline std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t width = 0;
  for (std::string line; std::getline(lines, line);) width = std::max(width, width_of(line));
  return width;
}

// Three nodes; of the two ways between its workers one is blocked.
inline diagnosis::test::CheckCase small_check() {
  diagnosis::test::CheckCase one{"root", "w1", "w2"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const FlowId api = one.flow("client-api", Protocol::tcp, 10'000);
  const FlowId redis = one.flow("exposed-root-6379", Protocol::tcp, 6'379);
  {
    auto path = one.path(
        tunnel,
        "w1",
        "w2",
        diagnosis::test::silence_of(
            diagnosis::Status::blocked,
            diagnosis::Cause::dropped,
            {diagnosis::Segment::network, diagnosis::Segment::target_firewall}
        )
    );
    path->waypoints = {3, {}, {}, {}, 0, 0, {}, {}, {}, 0};
    path->listener = evidence::ListenMode::stand_in;
    path->dial.emplace();
    path->dial.edit().sent = evidence::AttemptSet(0b111);
    evidence::ArmedPort& armed = one.node("w2").observation.armed.emplace_back();
    armed.port = {Protocol::udp, 50'103};
    armed.mode = evidence::ListenMode::stand_in;
  }
  one.path(tunnel, "w2", "w1", diagnosis::test::verdict_of(diagnosis::Status::open));
  one.path(api, "w1", "root", diagnosis::test::verdict_of(diagnosis::Status::open));
  one.path(redis, "w1", "root", diagnosis::test::verdict_of(diagnosis::Status::closed));
  one.path(redis, "w2", "root", diagnosis::test::verdict_of(diagnosis::Status::closed));
  summarize(one.check);
  return one;
}

// Workers that all dial each other; of one pair the way is blocked.
inline diagnosis::test::CheckCase mesh(std::uint32_t nodes) {
  diagnosis::test::CheckCase one{"worker-00"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  for (std::uint32_t i = 1; i < nodes; ++i) {
    one.check.inventory.nodes.push_back(one.check.inventory.nodes[0]);
    one.check.inventory.nodes.back().name = "worker-" + std::to_string(i);
    one.check.nodes.push_back(one.check.nodes[0]);
  }
  for (std::uint32_t source = 0; source < nodes; ++source) {
    for (std::uint32_t target = 0; target < nodes; ++target) {
      if (source == target) continue;
      diagnosis::FinishedPath path;
      path.id = {tunnel, NodeId{source}, NodeId{target}};
      path.verdict =
          source == 3 && target == 5
              ? diagnosis::test::verdict_of(diagnosis::Status::blocked, diagnosis::Cause::dropped)
              : diagnosis::test::verdict_of(diagnosis::Status::open);
      one.check.paths.add(path);
    }
  }
  summarize(one.check);
  return one;
}

}  // namespace oakprobe::report
