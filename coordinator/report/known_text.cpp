#include "coordinator/report/known_text.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"
#include "coordinator/report/evidence_text.hpp"
#include "coordinator/report/journey_text.hpp"
#include "coordinator/report/look_text.hpp"

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using evidence::ListenMode;

std::string owner_text(const FinishedPath& path) {
  std::string text = path.listener_process->empty() ? "a program" : excerpt(*path.listener_process);
  if (path.listener_pid > 0) text += " (pid " + std::to_string(path.listener_pid) + ")";
  return text;
}

std::string listener_text(const FinishedPath& path) {
  switch (path.listener) {
    case ListenMode::stand_in:
      return "our stand-in listened";
    case ListenMode::live:
      return owner_text(path) + " listens";
    case ListenMode::not_running:
      return "its program is installed and does not listen";
    case ListenMode::used_as_source:
      return owner_text(path) + " holds it for a connection of its own";
    case ListenMode::failed:
      return "our stand-in could not listen";
    case ListenMode::none:
      return "nobody looked";
  }
  return "";
}

std::string round_trip_text(const FinishedPath& path) {
  if (!path.round_trip) return "";
  const evidence::RoundTrip& rtt = *path.round_trip;
  return std::to_string(rtt.min_us) + " / " + std::to_string(rtt.median_us) + " / " +
         std::to_string(rtt.max_us) + " us (min / median / max)";
}

std::string seen_as_text(const FinishedPath& path) {
  if (!path.receipt || path.receipt->observed_source.is_unspecified()) return "";
  return endpoint_text(path.receipt->observed_source, path.observed_port);
}

std::string resolved_text(const FinishedPath& path) {
  if (!path.dial || !path.dial->dialled || path.address->ip()) return "";
  std::string text = unmapped(*path.dial->dialled).to_string();
  for (const IpAddress& one : path.dial->alternatives) {
    const std::string other = unmapped(one).to_string();
    if (one != *path.dial->dialled) text += ", not taken: " + other;
  }
  return text;
}

// What came to another port of the target's than the flow's has not come to the flow's.
std::string there_text(
    const FinishedCheck& check, const FinishedPath& path, const JourneyEnds& ends
) {
  const bool misled = path.sights && !(*path.sights)[evidence::Sight::other_port].empty();
  if (!misled || !nat_of(check, path)) return way_there_text(journey_counts(path.waypoints), ends);
  diagnosis::WaypointCounts up_to_there = path.waypoints;
  for (const evidence::Waypoint one :
       {evidence::Waypoint::reached_target,
        evidence::Waypoint::admitted,
        evidence::Waypoint::delivered})
    up_to_there[static_cast<std::size_t>(one)].reset();
  return way_there_text(journey_counts(up_to_there), ends) + "; " +
         std::to_string((*path.sights)[evidence::Sight::other_port].count()) + " came to " +
         ends.target + ", at another port";
}

// What is said of the target's tunnel names NetManager and its ports.
bool is_told_of_tunnel(
    const FinishedCheck& check, const FinishedPath& path, const inventory::Flow& flow
) {
  return flow.service == inventory::Service::tunnel && path.listener == ListenMode::live &&
         check.nodes[index_of(path.id.target)].observation.facts.net_manager.udp_ports.has_value();
}

// A tunnel that loses what it is sent says nothing of the way to it.
bool is_overrun(const FinishedCheck& check, const FinishedPath& path) {
  return check.inventory.flow(path.id.flow).protocol == Protocol::udp &&
         path.listener == ListenMode::live &&
         check.nodes[index_of(path.id.target)].observation.counters.owner_drops > 0;
}

bool is_on_the_way(const diagnosis::Judgement& verdict) {
  using diagnosis::Segment;
  return verdict.where.has(Segment::network) || verdict.where.has(Segment::return_network);
}

// What it said is what the verdict is about.
bool is_of_service(const diagnosis::Judgement& verdict) {
  using diagnosis::Cause;
  return verdict.cause == Cause::wrong_service || verdict.cause == Cause::intercepted ||
         verdict.status == diagnosis::Status::exposed;
}

std::string known_by(evidence::RuleSource source) {
  switch (source) {
    case evidence::RuleSource::read:
      return "no other rule there can end such a packet";
    case evidence::RuleSource::counted:
      return "its counter alone rose as packets were sent";
    case evidence::RuleSource::traced:
      return "the kernel told so of a packet that it traced";
  }
  return "";
}

void tell_rule(const FinishedPath& path, std::vector<NamedWords>& lines) {
  if (const evidence::RuleFinding* found = diagnosis::blocking_rule(path))
    lines.push_back({"rule", known_by(found->rule.source)});
}

void tell_look(
    const FinishedCheck& check,
    const FinishedPath& path,
    const inventory::Flow& flow,
    bool all,
    std::vector<NamedWords>& lines
) {
  if (!path.look) return;
  const bool tunnel = flow.service == inventory::Service::tunnel;
  if (is_overrun(check, path) && !full_packets_pass(path, flow.protocol)) {
    lines.push_back({"burst, packet sizes", "? (the program's socket lost datagrams meanwhile)"});
  } else {
    lines.push_back({"burst", burst_text(path)});
    lines.push_back({"packet sizes", sizes_text(path, flow.protocol, tunnel)});
  }
  if (all || is_on_the_way(*path.verdict))
    lines.push_back({"routers that answer", hops_text(*path.look)});
}

}  // namespace

std::vector<NamedWords> tell_known(const FinishedCheck& check, std::size_t index, bool all) {
  const FinishedPath path = check.paths[index];
  const inventory::Flow& flow = check.inventory.flow(path.id.flow, path.id.target);
  const std::string& target = check.inventory.node(path.id.target).name;
  const JourneyEnds ends = ends_of(check, path);
  std::vector<NamedWords> lines;
  if (all) {
    lines.push_back({"why", flow.why});
    lines.push_back({"where", where_text(path.verdict->where)});
  }
  // What was tried is not what peers dial.
  const bool elsewhere = path.verdict->cause == diagnosis::Cause::config_mismatch;
  lines.push_back(
      {elsewhere ? "there, as the inventory has it" : "there", there_text(check, path, ends)}
  );
  lines.push_back({"back", way_back_text(journey_counts(path.waypoints), ends)});
  const bool refused = path.dial && !path.dial->failures.empty() && !elsewhere;
  if (all || refused || is_of_service(*path.verdict))
    lines.push_back({"told", notes_text(check, {index})});
  lines.push_back({"resolved to", resolved_text(path)});
  const bool evident = path.listener == ListenMode::not_running ||
                       path.listener == ListenMode::none ||
                       (path.listener == ListenMode::stand_in && path.receipt) ||
                       is_told_of_tunnel(check, path, flow);
  if (all || !evident)
    lines.push_back(
        {"port " + std::to_string(path.listen_port != 0 ? path.listen_port : path.port) + " of " +
             target,
         listener_text(path)}
    );
  if (all) lines.push_back({"round trip", round_trip_text(path)});
  if (all) lines.push_back({"seen as", seen_as_text(path)});
  tell_rule(path, lines);
  tell_look(check, path, flow, all, lines);
  lines.push_back({"caveats", caveats_text(path.verdict->caveats)});
  std::erase_if(lines, [](const NamedWords& line) { return line.words.empty(); });
  return lines;
}

}  // namespace oakprobe::report
