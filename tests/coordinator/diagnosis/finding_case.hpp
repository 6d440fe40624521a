#pragma once

#include "coordinator/diagnosis/findings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::diagnosis::test {

// A deployment in which all is well: a root, a cluster edge-a, workers w1 (192.0.2.31) to w3, with
// sound configuration files, and every path judged open.
class FindingCase {
 public:
  // What the inventory says of w2 beside its name, e.g. "address: 192.0.2.32, tunnel: {…}".
  explicit FindingCase(const std::string& w2 = "address: 192.0.2.32");

  evidence::Facts& facts(std::string_view node);
  FinishedNode& node(std::string_view name);
  PathBook::Edit path(std::string_view flow, std::string_view source, std::string_view target);
  // Every path of the flow to the node gets this verdict.
  void judge_all(std::string_view flow, std::string_view target, const Judgement& verdict);

  // "code severity" of each finding of the node, after find_findings.
  [[nodiscard]] std::vector<std::string> told(std::string_view node) const;
  // "flow source > target" of each path that is blocked with config-mismatch.
  [[nodiscard]] std::vector<std::string> spoiled() const;

  FinishedCheck check;
};

}  // namespace oakprobe::diagnosis::test
