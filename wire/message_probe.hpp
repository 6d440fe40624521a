#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "base/rotation.hpp"
#include "evidence/dial_mode.hpp"
#include "evidence/question.hpp"
#include "wire/probe_key.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::wire {

struct PlannedPath {
  PathId path;
  std::uint32_t address = 0;   // its position in Probe::addresses, or in Probe::names
  std::uint32_t start_ms = 0;  // not before, from the start of probing (spares live ports)
  std::uint16_t port = 0;
  std::uint16_t question = 0;  // with mode question: its position in Probe::questions
  Protocol protocol = Protocol::tcp;
  evidence::DialMode mode = evidence::DialMode::exchange;
  bool named = false;
  // One more than the position in Probe::diallers of Oakestra's component that dials this path and
  // may run in a container; 0: the host's own programs do.
  std::uint8_t dialler = 0;

  friend bool operator==(const PlannedPath&, const PlannedPath&) = default;
};

inline constexpr std::size_t probe_orders_max =
    8;  // to one agent: a plan, and more around failures
inline constexpr std::size_t probe_paths_max = 500'000;
inline constexpr std::size_t probe_flows_max = 2'000'000;  // paths times attempts, of one order
inline constexpr std::size_t probe_ways_max = 65'535;      // different ports and modes
inline constexpr std::size_t probe_questions_max = 4'096;  // different ones
inline constexpr std::size_t probe_diallers_max = 64;      // different ones
inline constexpr std::uint32_t rotation_nodes_max = 65'536;
inline constexpr std::size_t dialled_bytes_max = 255;  // of an address: a DNS name's limit
// Between the starts of an agent's flows: no option lifts an agent above 20,000 a second.
inline constexpr std::uint32_t flow_interval_us_min = 50;
inline constexpr std::uint32_t flow_interval_us_max = 600'000'000;

// Described, not listed: runs of targets that are dialled alike. In which order follows from the
// rotation (base/rotation.hpp), which is the same for all agents of a run.
struct Probe {
  std::vector<IpAddress> addresses;
  std::vector<std::string> names;  // DNS names, never empty
  std::vector<evidence::Question> questions;
  std::vector<PlannedPath> paths;  // dialled slot by slot of the rotation
  RotationSeed seed{};
  std::uint32_t nodes = 1;                 // of the rotation; every path's ends are below
  std::uint32_t attempts = 3;              // 1 to attempts_max
  std::uint32_t timeout_ms = 1'000;        // of one attempt, 1 to 60,000
  std::uint32_t flow_interval_us = 5'000;  // flow_interval_us_min to flow_interval_us_max
  // Silent UDP paths are listened to this long from their first attempt; those of TCP, whose kernel
  // goes on with it, 3.5 s at least.
  std::uint32_t settle_ms = 3'500;
  std::vector<std::string> diallers;  // components; empty: a container, and no more is known
  std::vector<ProbeKey> keys;         // k(source -> t), for each of targets_of(paths)

  friend bool operator==(const Probe&, const Probe&) = default;
};

// The different targets of these paths, ascending.
[[nodiscard]] std::vector<NodeId> targets_of(std::span<const PlannedPath> paths);

}  // namespace oakprobe::wire
