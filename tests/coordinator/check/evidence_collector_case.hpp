#pragma once

#include "coordinator/check/evidence_collector.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace oakprobe::check {

class EvidenceCollectorTest : public ::testing::Test {
 protected:
  static constexpr unsigned attempts = 3;

  // Targets were told where this one's probes come from, and no other's.
  [[nodiscard]] std::vector<std::optional<IpAddress>> told() const {
    std::vector<std::optional<IpAddress>> told(check.nodes.size());
    told[index_of(path.source)] = parse_ip_address("192.0.2.77");
    return told;
  }
  static wire::Evidence dial_of(PathId id) {
    wire::Evidence message;
    message.part.dials.emplace_back().path = id;
    return message;
  }
  static wire::Evidence receipt_of(PathId id) {
    wire::Evidence message;
    message.part.receipts.emplace_back().path = id;
    return message;
  }

  diagnosis::FinishedCheck check = check_of(small_deployment());
  PathId path = check.paths.front().id;
  EvidenceCollector collector{check, attempts, told()};
};

}  // namespace oakprobe::check
