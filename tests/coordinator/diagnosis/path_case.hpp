#pragma once

#include "coordinator/diagnosis/judge.hpp"

#include <functional>
#include <initializer_list>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace oakprobe::diagnosis::test {

// One path with all evidence about it: w1 (192.0.2.31) dials w3 (192.0.2.33), three attempts, and
// w3's stand-in listened and reported. As made, every attempt was silent and none arrived.
class PathCase {
 public:
  static PathCase udp();
  static PathCase tcp();

  // All of it, as judge() has it; until the case is changed.
  [[nodiscard]] PathEvidence evidence() const;
  [[nodiscard]] Judgement judged() const { return judge(evidence()); }

  // The flow, the ends and the evidence are open to change; the setters below say what is usual.
  inventory::Inventory inventory;
  inventory::Address address;
  NodeObservation source;
  NodeObservation target;
  std::optional<evidence::ArmedPort> listener;
  evidence::DialMode mode = evidence::DialMode::exchange;
  std::optional<evidence::DialEvidence> dial;
  std::optional<evidence::ReceiptEvidence> receipt;
  std::optional<CloserLook> look;
  std::optional<evidence::PathSights> sights;
  evidence::AttemptSet arrivals_certain;
  std::optional<IpAddress> seen_source;
  bool return_checked = true;
  PathId id{FlowId{0}, NodeId{0}, NodeId{1}};

  inventory::Flow& flow() { return inventory.flows[0]; }
  inventory::Node& source_node() { return inventory.nodes[0]; }
  inventory::Node& target_node() { return inventory.nodes[1]; }

  // The attempt failed: in `sent` unless the kernel refused it.
  PathCase& fail(evidence::DialFailure failure);
  PathCase& fail_all(evidence::DialFailure failure);
  PathCase& delivered(std::initializer_list<unsigned> attempts);
  PathCase& answered(std::initializer_list<unsigned> attempts);
  PathCase& connected(std::initializer_list<unsigned> attempts);
  // Every attempt connected, and a running service had this answer.
  PathCase& says(evidence::AnswerKind kind, const char* said);
  PathCase& listen_mode(evidence::ListenMode mode);
  PathCase& dial_address(const std::string& text);
  PathCase& agent_of_target(AgentState state);  // and nobody looked at the port
  PathCase& agent_of_source(AgentState state);  // and it told nothing
  PathCase& behind_nat();                       // w3 advertises 198.51.100.7, and has 10.9.0.4
  PathCase& closed();                           // the flow must be closed
  // All attempts were seen there.
  PathCase& saw(std::initializer_list<evidence::Sight> where);
  // Every tap of both ends is trusted, and would have shown any arrival.
  PathCase& tapped();
  // A burst of 40, of which so many arrived and were answered.
  PathCase& burst(int arrived, int answered);
  // A rung of the ladder, in the order of the calls.
  PathCase& sized(std::uint16_t bytes, bool arrived, bool may_fragment = false);
};

[[nodiscard]] IpAddress ip(const char* text);
[[nodiscard]] evidence::DialFailure failure(
    evidence::DialStage stage, int error, std::optional<evidence::IcmpError> icmp = std::nullopt
);
[[nodiscard]] evidence::IcmpError icmp(int type, int code, const char* from);

// One row of a table: what is done to the case, and what the judgement must be. What is to be told
// of it stands beside it, and is held to in the tests of telling/, which try the same tables.
struct Row {
  const char* name;
  std::function<void(PathCase&)> change;
  Status status;
  std::optional<Cause> cause;
  std::vector<Segment> where;
  const char* says = "";  // a part of the message
  const char* fix = "";   // a part of the fix
};

void check_rows(const PathCase& base, const std::vector<Row>& rows);

}  // namespace oakprobe::diagnosis::test
