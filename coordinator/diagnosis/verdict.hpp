#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::diagnosis {

// What a path turned out to be (docs/verdicts.md).
enum class Status : std::uint8_t { open, degraded, blocked, exposed, closed, unknown };

enum class Cause : std::uint8_t {
  dropped,
  rejected,
  refused,
  not_running,
  no_route,
  unreachable_host,
  name_resolution,
  reverse_path,
  intercepted,
  wrong_service,
  config_mismatch,
  return_lost,
  source_rewritten,
  mtu,
  loss,
  local_limit,
  agent_unreachable,
  agent_lost,
  agent_busy,
  not_privileged,
  port_used_as_source,
  conflicting_evidence,
};

enum class Caveat : std::uint8_t {
  docker_path,
  nothing_listens_yet,
  unconfirmed,
  sequence_rewritten
};

inline constexpr std::array all_caveats{
    Caveat::docker_path,
    Caveat::nothing_listens_yet,
    Caveat::unconfirmed,
    Caveat::sequence_rewritten,
};

// The stretches of a path that can stop a probe, in order of its journey.
enum class Segment : std::uint8_t {
  source_host,
  source_firewall,
  network,
  target_firewall,
  target_host,
  return_target_firewall,
  return_network,
  return_source_firewall,
};

inline constexpr std::array all_segments{
    Segment::source_host,
    Segment::source_firewall,
    Segment::network,
    Segment::target_firewall,
    Segment::target_host,
    Segment::return_target_firewall,
    Segment::return_network,
    Segment::return_source_firewall,
};

// The names of the JSON report.
[[nodiscard]] std::string_view to_string(Status status);
[[nodiscard]] std::string_view to_string(Cause cause);
[[nodiscard]] std::string_view to_string(Caveat caveat);
[[nodiscard]] std::string_view to_string(Segment segment);

// A caveat in words, without a full stop.
[[nodiscard]] std::string_view meaning_of(Caveat caveat);

// The segments that are still possible. One: `where` is proved. Several: `where_any`.
class SegmentSet {
 public:
  constexpr SegmentSet() = default;
  constexpr SegmentSet(std::initializer_list<Segment> segments) {
    for (const Segment segment : segments) insert(segment);
  }

  constexpr void insert(Segment segment) {
    bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(segment));
  }
  constexpr void erase(Segment segment) {
    bits_ = static_cast<std::uint8_t>(bits_ & ~(1U << static_cast<unsigned>(segment)));
  }
  [[nodiscard]] constexpr bool has(Segment segment) const {
    return (bits_ >> static_cast<unsigned>(segment) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::size_t size() const {
    return static_cast<std::size_t>(__builtin_popcount(bits_));
  }
  [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
  [[nodiscard]] std::vector<Segment> in_order() const;
  friend constexpr bool operator==(SegmentSet, SegmentSet) = default;

 private:
  std::uint8_t bits_ = 0;
};

// The judgement of one path, with its words for a person.
struct Verdict {
  Status status = Status::unknown;
  std::optional<Cause> cause;
  SegmentSet where;
  std::string message;  // one sentence; empty for what is open as it should be (message_of())
  std::string fix;      // what to change; empty where nothing is to be done
  std::vector<Caveat> caveats;
  bool not_needed = false;  // Oakestra does not take this path here: what is unknown is accepted

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace oakprobe::diagnosis
