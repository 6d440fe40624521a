#include "coordinator/diagnosis/verdict.hpp"

namespace oakprobe::diagnosis {

std::string_view to_string(Status status) {
  static constexpr std::array<std::string_view, 6> names{
      "open", "degraded", "blocked", "exposed", "closed", "unknown"};
  return names[static_cast<std::size_t>(status)];
}

std::string_view to_string(Cause cause) {
  static constexpr std::array<std::string_view, 22> names{
      "dropped",
      "rejected",
      "refused",
      "not-running",
      "no-route",
      "unreachable-host",
      "name-resolution",
      "reverse-path",
      "intercepted",
      "wrong-service",
      "config-mismatch",
      "return-lost",
      "source-rewritten",
      "mtu",
      "loss",
      "local-limit",
      "agent-unreachable",
      "agent-lost",
      "agent-busy",
      "not-privileged",
      "port-used-as-source",
      "conflicting-evidence",
  };
  return names[static_cast<std::size_t>(cause)];
}

std::string_view to_string(Caveat caveat) {
  static constexpr std::array<std::string_view, all_caveats.size()> names{
      "docker-path", "nothing-listens-yet", "unconfirmed", "sequence-rewritten"};
  return names[static_cast<std::size_t>(caveat)];
}

std::string_view meaning_of(Caveat caveat) {
  switch (caveat) {
    case Caveat::docker_path:
      return "Oakestra's own process will take Docker's path through FORWARD and DNAT; the probes "
             "took the host's";
    case Caveat::nothing_listens_yet:
      return "closed perhaps only because nothing listens there yet; the firewall may let others "
             "through";
    case Caveat::unconfirmed:
      return "the service answered, but no agent on the target confirmed the receipt";
    case Caveat::sequence_rewritten:
      return "something on the way rewrites TCP sequence numbers: a firewall, or a SYN proxy that "
             "answers in the target's name before it asks the target";
  }
  return "";
}

std::string_view to_string(Segment segment) {
  static constexpr std::array<std::string_view, all_segments.size()> names{
      "source-host",
      "source-firewall",
      "network",
      "target-firewall",
      "target-host",
      "return-target-firewall",
      "return-network",
      "return-source-firewall",
  };
  return names[static_cast<std::size_t>(segment)];
}

std::vector<Segment> SegmentSet::in_order() const {
  std::vector<Segment> segments;
  for (const Segment segment : all_segments) {
    if (has(segment)) segments.push_back(segment);
  }
  return segments;
}

}  // namespace oakprobe::diagnosis
