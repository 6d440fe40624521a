#pragma once

#include "base/described_enum.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace oakprobe::diagnosis {

// The closed sets that a judgement is made of (docs/verdicts.md).

// What a path turned out to be.
enum class Status : std::uint8_t { open, degraded, blocked, exposed, closed, unknown };
BOOST_DESCRIBE_ENUM(Status, open, degraded, blocked, exposed, closed, unknown)

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
BOOST_DESCRIBE_ENUM(
    Cause,
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
    conflicting_evidence
)

enum class Caveat : std::uint8_t {
  docker_path,
  nothing_listens_yet,
  unconfirmed,
  sequence_rewritten
};
BOOST_DESCRIBE_ENUM(Caveat, docker_path, nothing_listens_yet, unconfirmed, sequence_rewritten)

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
BOOST_DESCRIBE_ENUM(
    Segment,
    source_host,
    source_firewall,
    network,
    target_firewall,
    target_host,
    return_target_firewall,
    return_network,
    return_source_firewall
)

// The names of the JSON report.
[[nodiscard]] constexpr std::string_view to_string(Status status) { return name_of(status); }
[[nodiscard]] constexpr std::string_view to_string(Cause cause) { return name_of(cause); }
[[nodiscard]] constexpr std::string_view to_string(Caveat caveat) { return name_of(caveat); }
[[nodiscard]] constexpr std::string_view to_string(Segment segment) { return name_of(segment); }

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

// What is to be known beside a judgement.
class CaveatSet {
 public:
  constexpr CaveatSet() = default;
  constexpr CaveatSet(std::initializer_list<Caveat> caveats) {
    for (const Caveat caveat : caveats) insert(caveat);
  }

  constexpr void insert(Caveat caveat) {
    bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(caveat));
  }
  [[nodiscard]] constexpr bool has(Caveat caveat) const {
    return (bits_ >> static_cast<unsigned>(caveat) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  // As reports list them.
  [[nodiscard]] std::vector<Caveat> in_order() const;
  friend constexpr bool operator==(CaveatSet, CaveatSet) = default;

 private:
  std::uint8_t bits_ = 0;
};

}  // namespace oakprobe::diagnosis
