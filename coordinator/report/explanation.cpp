#include "coordinator/report/explanation.hpp"

#include "coordinator/report/evidence_text.hpp"
#include "coordinator/report/journey_text.hpp"
#include "coordinator/report/look_text.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/report/troubles.hpp"
#include "coordinator/report/tunnel_text.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;

std::string listener_text(const FinishedPath& path) {
  std::string text;
  switch (path.listener) {
    case wire::ListenMode::stand_in:
      return "our stand-in listened";
    case wire::ListenMode::live:
      text = "another process owns the port";
      break;
    case wire::ListenMode::not_running:
      return "the component is installed and does not listen";
    case wire::ListenMode::used_as_source:
      text = "a client socket holds the port";
      break;
    case wire::ListenMode::failed:
      return "the stand-in could not listen";
    case wire::ListenMode::none:
      return "nothing of ours listened";
  }
  if (!path.listener_process->empty()) text += ": " + *path.listener_process;
  if (path.listener_pid > 0) text += " (pid " + std::to_string(path.listener_pid) + ")";
  return text;
}

std::string measured_text(const FinishedPath& path) {
  std::string text;
  if (path.round_trip) {
    const wire::RoundTrip& rtt = *path.round_trip;
    text = "round trip " + std::to_string(rtt.min_us) + " / " + std::to_string(rtt.median_us) +
           " / " + std::to_string(rtt.max_us) + " us (min / median / max)";
  }
  if (path.receipt && !path.receipt->observed_source.is_unspecified()) {
    text += (text.empty() ? "" : "; ") + std::string("seen as ") +
            endpoint_text(path.receipt->observed_source, path.observed_port);
  }
  return text;
}

std::string resolved_text(const FinishedPath& path) {
  if (!path.dial || !path.dial->dialled) return "";
  std::string text = unmapped(*path.dial->dialled).to_string();
  for (const IpAddress& one : path.dial->alternatives) {
    const std::string other = unmapped(one).to_string();
    if (one != *path.dial->dialled) text += ", not taken: " + other;
  }
  return text;
}

std::string field(std::string_view name, const std::string& text, unsigned columns) {
  if (text.empty()) return "";
  std::string head = "    ";
  head += name;
  head += ": ";
  return wrapped(head, plain(text), head.size(), columns);
}

std::string render_path(
    const FinishedCheck& check, std::size_t index, const TerminalStyle& style, unsigned columns
) {
  const FinishedPath& path = check.paths[index];
  const inventory::Flow& flow = check.inventory.flow(path.id.flow, path.id.target);
  std::string status(to_string(path.verdict->status));
  if (path.verdict->cause) status += ", " + std::string(to_string(*path.verdict->cause));
  std::string out = "  " + plain(flow.id) + " (" + std::string(to_string(flow.protocol)) + " " +
                    plain(*path.address) + " " + std::to_string(path.port) + ", expected " +
                    std::string(to_string(flow.expect)) +
                    "): " + painted(status, mark_of(*path.verdict, path.accepted), style.colour) +
                    (path.accepted ? " - accepted" : "") + "\n";
  out += wrapped("    ", plain(message_of(check, path)), 4, columns);
  out += field("why", flow.why, columns);
  out += field("where", where_text(path.verdict->where), columns);
  out += field("way there", way_there_text(path.waypoints), columns);
  out += field("way back", way_back_text(path.waypoints), columns);
  out += field("told", notes_text(check, {index}), columns);
  out += field("resolved to", resolved_text(path), columns);
  out += field("target's port", listener_text(path), columns);
  out += field("measured", measured_text(path), columns);
  if (path.look) {
    const bool of_service = path.dial && path.dial->service;
    out += field("burst", burst_text(*path.look), columns);
    out +=
        field("packet sizes (bytes)", sizes_text(*path.look, flow.protocol, of_service), columns);
    out += field("routers on the way", hops_text(*path.look), columns);
  }
  out += field("caveats", caveats_text(path.verdict->caveats), columns);
  out += field("fix", path.verdict->fix, columns);
  return out;
}

std::string render_direction(
    const FinishedCheck& check, NodeId source, NodeId target, const TerminalStyle& style
) {
  const std::string title =
      plain(check.inventory.node(source).name) + " -> " + plain(check.inventory.node(target).name);
  std::string out = heading(title, style.colour) + "\n";
  bool any = false;
  for (std::size_t i = 0; i < check.paths.size(); ++i) {
    const PathId& id = check.paths[i].id;
    if (id.source != source || id.target != target) continue;
    out += render_path(check, i, style, columns_of(style));
    any = true;
  }
  return any ? out : out + "  nothing expected\n";
}

// A machine of several roles dials itself: those paths belong to the picture, too.
std::string render_itself(const FinishedCheck& check, NodeId node, const TerminalStyle& style) {
  const bool any = std::ranges::any_of(check.paths, [node](const FinishedPath& path) {
    return path.id.source == node && path.id.target == node;
  });
  return any ? "\n" + render_direction(check, node, node, style) : "";
}

std::string render_tunnel(const FinishedCheck& check, NodeId node, const TerminalStyle& style) {
  const std::vector<std::string> lines = tell_tunnel(check, node);
  if (lines.empty()) return "";
  std::string out =
      "\n" + heading(plain(check.inventory.node(node).name) + "'s tunnel", style.colour) + "\n";
  for (const std::string& line : lines) out += wrapped("  ", plain(line), 4, columns_of(style));
  return out;
}

}  // namespace

std::string render_explanation(
    const FinishedCheck& check, NodeId source, NodeId target, const TerminalStyle& style
) {
  std::string out = render_direction(check, source, target, style);
  if (source != target) {
    out += "\n" + render_direction(check, target, source, style);
    out += render_itself(check, source, style) + render_itself(check, target, style);
  }
  out += render_tunnel(check, source, style);
  if (source != target) out += render_tunnel(check, target, style);
  return out + render_notes(check, style);
}

}  // namespace oakprobe::report
