#include "coordinator/report/answer_text.hpp"

#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"
#include "coordinator/report/look_text.hpp"
#include "coordinator/telling/cause_words.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Segment;
using diagnosis::SegmentSet;
using diagnosis::Status;

std::string place_of(Segment segment, const std::string& source, const std::string& target) {
  switch (segment) {
    case Segment::source_host:
      return "on " + source;
    case Segment::source_firewall:
      return "at " + source + "'s firewall";
    case Segment::network:
      return "on the way";
    case Segment::target_firewall:
      return "at " + target + "'s firewall";
    case Segment::target_host:
      return "on " + target;
    case Segment::return_target_firewall:
      return "at " + target + "'s firewall, going back";
    case Segment::return_network:
      return "on the way back";
    case Segment::return_source_firewall:
      return "at " + source + "'s firewall, coming back";
  }
  return "";
}

bool is_of_return(Segment segment) {
  return segment == Segment::return_target_firewall || segment == Segment::return_network ||
         segment == Segment::return_source_firewall;
}

std::string milliseconds(std::uint32_t microseconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f ms", microseconds / 1000.0);
  return text.data();
}

std::string short_name(const inventory::Flow& flow) {
  return flow.service == inventory::Service::tunnel ? "tunnel" : flow.id;
}

// "worker-mqtt, tcp 10003; worker-handshake, tcp 10100"
std::string flows_text(const FinishedCheck& check, const AlikePaths& paths) {
  std::string text;
  for (const std::size_t index : paths) {
    const FinishedPath path = check.paths[index];
    const inventory::Flow& flow = check.inventory.flow(path.id.flow);
    text += (text.empty() ? "" : "; ") + short_name(flow) + ", " +
            std::string(name_of(flow.protocol)) + " " + std::to_string(path.port);
  }
  return text;
}

// How many came through, of the longer look if there was one.
std::string passed_text(const FinishedPath& path) {
  if (path.look && path.look->seen.burst_sent != 0) {
    const auto& seen = path.look->seen;
    return std::to_string(std::popcount(seen.burst_answered | path.look->receipt.burst)) + " of " +
           std::to_string(std::popcount(seen.burst_sent));
  }
  if (!path.dial || path.dial->sent.empty()) return "";
  const auto delivered = static_cast<std::size_t>(evidence::Waypoint::delivered);
  const int came = std::max(
      {path.dial->answered.count(),
       path.dial->connected.count(),
       path.receipt ? path.receipt->delivered.count() : 0,
       int{path.waypoints[delivered].value_or(0)}}
  );
  return std::to_string(came) + " of " + std::to_string(path.dial->sent.count());
}

// The finding that a verdict follows from, by its code: "advertised address mismatch"; empty: none.
std::string finding_words(const FinishedCheck& check, const FinishedPath& path) {
  const diagnosis::Finding* const finding = telling::finding_of(check, path).finding;
  std::string words(finding != nullptr ? name_of(finding->code) : "");
  std::ranges::replace(words, '-', ' ');
  return words;
}

// "10 of 40 packets are lost"; empty: no burst tells.
std::string loss_words(const FinishedPath& path) {
  const auto lost = lost_of_burst(path);
  if (lost.value_or(0) < diagnosis::lost_probes_min) return "";
  return std::to_string(*lost) + " of " +
         std::to_string(std::popcount(path.look->seen.burst_sent)) + " packets are lost";
}

// What NetManager's state is, where it has no tunnel; empty: the path is to none.
std::string tunnel_words(const FinishedCheck& check, const FinishedPath& path) {
  using diagnosis::TunnelState;
  if (check.inventory.flow(path.id.flow).service != inventory::Service::tunnel) return "";
  const evidence::Facts& facts = check.nodes[index_of(path.id.target)].observation.facts;
  const inventory::Node& worker = check.inventory.node(path.id.target);
  switch (diagnosis::tunnel_state_of(facts, diagnosis::expected_tunnel_port(worker, facts))) {
    case TunnelState::stopped:
      return "NetManager does not run";
    case TunnelState::not_registered:
      return "NetManager waits to be registered";
    case TunnelState::half_dead:
      return "NetManager's registration failed";
    default:
      return "";
  }
}

// comma: before a place that follows.
std::string cause_words(const FinishedCheck& check, const FinishedPath& path, bool& comma) {
  const Cause cause = *path.verdict->cause;
  std::string words;
  if (cause == Cause::not_running) words = tunnel_words(check, path);
  if (cause == Cause::config_mismatch) words = finding_words(check, path);
  if (cause == Cause::loss) words = loss_words(path);
  comma = words.empty() && telling::words_of(cause).comma;
  return words.empty() ? std::string(telling::words_of(cause).short_words) : words;
}

}  // namespace

std::string place_text(SegmentSet where, const std::string& source, const std::string& target) {
  const auto segments = where.in_order();
  const bool there = std::ranges::none_of(segments, is_of_return);
  const bool back = std::ranges::all_of(segments, is_of_return);
  if (segments.size() > 2 && there) return "somewhere between " + source + " and " + target;
  if (segments.size() > 2 && back) return "somewhere on the way back from " + target;
  std::string text;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (i > 0) text += i + 1 == segments.size() ? " or " : ", ";
    text += place_of(segments[i], source, target);
  }
  return text;
}

std::string trouble_line(const FinishedCheck& check, const AlikePaths& paths) {
  const FinishedPath path = check.paths[paths.front()];
  const diagnosis::Judgement& verdict = *path.verdict;
  std::string text(name_of(verdict.status));
  bool comma = false;
  if (verdict.not_needed) {
    text += ", and not needed: no tunnel is expected there";
  } else if (verdict.cause) {
    text += verdict.status == Status::open ? ", but " : ": ";
    text += cause_words(check, path, comma);
  } else if (verdict.status == Status::exposed) {
    text += ": it must be closed, and is open";
  }
  const std::string place = place_text(
      verdict.where,
      check.inventory.node(path.id.source).name,
      check.inventory.node(path.id.target).name
  );
  // Who is absent has no place on the way.
  const bool absent =
      verdict.cause == Cause::unreachable_host && !verdict.where.has(Segment::return_network);
  if (!place.empty() && !absent) text += (comma ? ", " : " ") + place;
  if (verdict.where == SegmentSet{Segment::network} && path.look)
    if (const auto hop = diagnosis::last_hop_of(*path.look))
      text += ", at or behind " + hop->to_string();
  const bool tunnel = check.inventory.flow(path.id.flow).service == inventory::Service::tunnel;
  if (tunnel && verdict.status == Status::open && verdict.cause == Cause::return_lost)
    text += "; tunnels need none";
  const bool accepted = path.accepted && !verdict.not_needed;
  return text + (accepted ? ", accepted" : "") + " (" + flows_text(check, paths) + ")";
}

bool is_fine(const diagnosis::Judgement& verdict) {
  return is_as_expected(verdict) ||
         (verdict.status == Status::open && verdict.cause == Cause::source_rewritten);
}

std::string works_line(const FinishedCheck& check, const AlikePaths& paths) {
  std::string text;
  bool full = true;
  for (const std::size_t index : paths) {
    const FinishedPath path = check.paths[index];
    const inventory::Flow& flow = check.inventory.flow(path.id.flow);
    text += (text.empty() ? "works: " : ", ") + short_name(flow);
    if (path.round_trip) text += " " + milliseconds(path.round_trip->median_us);
    full = full && full_packets_pass(path, flow.protocol);
    if (paths.size() > 1) continue;
    if (const std::string passed = passed_text(path); !passed.empty()) text += ", " + passed;
  }
  if (full) text += ", full packets pass";
  const bool translated = std::ranges::any_of(paths, [&](std::size_t index) {
    return check.paths.state_at(index).verdict->cause == Cause::source_rewritten;
  });
  return text + (translated ? ", its source translated" : "");
}

}  // namespace oakprobe::report
