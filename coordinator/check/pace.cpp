#include "coordinator/check/pace.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::check {
namespace {

constexpr std::uint32_t live_connect_every_ms = 50;
constexpr std::uint64_t resolve_ms = 2'000;
constexpr std::uint32_t flows_per_second_agent_default = 200;

// A path asks once in each attempt and once more to follow up. Each but the last question takes
// 100 ms at most, that one a second, after which the path only connects (dial/path_dial.hpp). With
// these distances no second has more than 20 connections and no moment more than 5, however many
// attempts: attempts 250 ms apart fall between those of other paths (pace_test.cpp counts them).
std::uint32_t question_apart_ms(std::uint32_t attempts) {
  constexpr std::uint32_t question_every_ms = 65;
  constexpr std::uint32_t apart_min_ms = 300;
  return std::max((attempts + 1) * question_every_ms, apart_min_ms);
}

}  // namespace

std::chrono::microseconds flow_interval(std::uint32_t fleet_rate, std::size_t dialling_agents) {
  constexpr std::uint64_t second_us = 1'000'000;
  const std::uint64_t rate = std::clamp(fleet_rate, 1U, flows_per_second_fleet_max);
  const std::uint64_t agents = std::max<std::size_t>(dialling_agents, 1);
  const std::uint64_t alone = std::max<std::uint64_t>(rate / 10, flows_per_second_agent_default);
  // Rounded up: never more than the rate.
  const std::uint64_t share_us = (agents * second_us + rate - 1) / rate;
  const std::uint64_t interval_us = std::max(second_us / alone, share_us);
  return std::chrono::microseconds(
      std::clamp<std::uint64_t>(interval_us, wire::flow_interval_us_min, wire::flow_interval_us_max)
  );
}

std::uint32_t LivePortSpread::next_start_ms(NodeId target, ListenPort port, bool asks) {
  std::uint32_t& next = next_ms_[std::pair(target, port)];
  // A path's later attempts fall between the starts of other paths: the mean is what counts.
  const std::uint32_t apart =
      asks ? question_apart_ms(attempts_) : attempts_ * live_connect_every_ms;
  return std::exchange(next, next + apart);
}

std::uint32_t HubSpread::next_start_ms(NodeId target, ListenPort port) {
  constexpr std::uint32_t starts_per_ms = 1'000 / wire::flow_interval_us_min;
  return paths_[std::pair(target, port)]++ / starts_per_ms;
}

std::uint32_t SparedSpread::next_start_ms(NodeId target, std::uint32_t flows_per_second) {
  const std::uint64_t before = std::exchange(flows_[target], flows_[target] + attempts_);
  return static_cast<std::uint32_t>(before * 1'000 / flows_per_second);
}

std::chrono::milliseconds probing_time(
    const ProbeWork& work, const wire::Probe& terms, std::size_t dialling_agents
) {
  const std::uint64_t flows = work.paths * terms.attempts;
  const std::chrono::microseconds interval = std::max(
      std::chrono::microseconds(terms.flow_interval_us),
      flow_interval(flows_per_second_fleet_default, dialling_agents)
  );
  const std::uint64_t paced_ms = flows * static_cast<std::uint64_t>(interval.count()) / 1'000;
  const std::uint64_t attempts_ms =
      terms.attempts * std::max<std::uint64_t>(terms.timeout_ms, attempt_spacing.count());
  // A busy machine's timers come late: half as much again is no sign of trouble.
  const std::uint64_t allowed_ms = paced_ms + paced_ms / 2;
  const std::uint64_t settle_ms = std::max(terms.settle_ms, wire::Probe().settle_ms);
  const std::uint64_t tail_ms = std::max<std::uint64_t>(settle_ms, attempts_ms);
  const std::uint64_t names_ms = work.names ? resolve_ms : 0;
  return std::chrono::milliseconds(work.last_start_ms + allowed_ms + tail_ms + names_ms);
}

std::chrono::milliseconds collecting_time(std::size_t paths, std::chrono::milliseconds answer) {
  const auto parts = static_cast<std::int64_t>(paths / wire::evidence_paths_per_message + 1);
  return parts * answer;
}

}  // namespace oakprobe::check
