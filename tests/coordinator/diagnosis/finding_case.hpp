#pragma once

#include "coordinator/diagnosis/findings.hpp"

#include <functional>
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

  // Another process holds w2's tunnel port.
  void run_tunnel();
  // Nobody is let through to w2: as a tunnel port without a listener is judged.
  void refuse_tunnels();

  // "code severity" of each finding of the node, after find_findings.
  [[nodiscard]] std::vector<std::string> told(std::string_view node) const;
  // "flow source > target" of each path that is blocked with config-mismatch.
  [[nodiscard]] std::vector<std::string> spoiled() const;

  FinishedCheck check;
};

// As before a deployment.
void take_files_from(evidence::Facts& facts);

// w2 is changed in one way.
struct FindingRow {
  const char* name;
  std::function<void(FindingCase& one, evidence::Facts& w2)> change;
  std::vector<std::string> told = {};     // of w2
  std::vector<std::string> spoiled = {};  // of all
  const char* says = "";                  // in every message
  const char* w2 = "address: 192.0.2.32";
};

// Each is found and spoils as its row says, or, where words are tried, is told so.
void check_finding_rows(const std::vector<FindingRow>& rows);

inline const std::vector<std::string> none;
inline const std::vector<std::string> into_w2{"worker-tunnel w1 > w2", "worker-tunnel w3 > w2"};
inline const std::vector<std::string> around_w2{
    "worker-tunnel w1 > w2",
    "worker-tunnel w2 > w1",
    "worker-tunnel w2 > w3",
    "worker-tunnel w3 > w2"};
inline const std::vector<std::string> w2_to_broker{"worker-mqtt w2 > edge-a"};
inline const std::vector<std::string> w2_to_cluster{
    "worker-handshake w2 > edge-a", "worker-mqtt w2 > edge-a"};

}  // namespace oakprobe::diagnosis::test
