#include "base/printable.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"
#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/record/write_record.hpp"
#include "coordinator/report/cause_json.hpp"
#include "coordinator/report/evidence_text.hpp"
#include "coordinator/report/json_text.hpp"
#include "coordinator/report/report_format.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/telling/firewall_rule_text.hpp"
#include "coordinator/telling/group_wording.hpp"
#include "coordinator/telling/tell.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <ostream>
#include <utility>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedNode;
using diagnosis::FinishedPath;

Json coverage_json(const diagnosis::Coverage& coverage) {
  Json json{
      {"plan", name_of(coverage.plan)},
      {"possible", coverage.possible},
      {"tried", coverage.tried},
  };
  if (const auto& rotation = coverage.rotation) {
    json["rotation"] = {
        {"slots", rotation->slots},
        {"verified", rotation->verified},
        {"oldest_seconds", rotation->oldest_seconds},
        {"runs_left", rotation->runs_left},
        {"begun_anew", rotation->begun_anew},
        {"kept", rotation->kept},
    };
  }
  return json;
}

Json run_json(const FinishedCheck& check) {
  return {
      {"id", check.run_id},
      {"started", check.started},
      {"finished", check.finished},
      {"took_ms", check.took.count()},
      {"oakprobe", check.oakprobe},
      {"oakestra", check.inventory.release},
      {"oakestra_assumed", check.inventory.release_assumed},
      {"interrupted", check.interrupted},
      {"exposure_checked", check.exposure_checked},
      {"fail_on", names_of(check.fail_on)},
      {"failed_paths", failures_of(check).paths},
      {"paths_listed", name_of(check.listed)},
      {"coverage", coverage_json(check.coverage)},
  };
}

Json summary_json(const diagnosis::Summary& summary) {
  return {
      {"paths", summary.paths},
      {"open", summary.open},
      {"degraded", summary.degraded},
      {"blocked", summary.blocked},
      {"exposed", summary.exposed},
      {"closed", summary.closed},
      {"unknown", summary.unknown},
      {"accepted", summary.accepted},
  };
}

Json touched_json(const diagnosis::Touched& touched) {
  Json bound = Json::array();
  for (const ListenPort& port : touched.bound) {
    bound.push_back(std::string(name_of(port.protocol)) + "/" + std::to_string(port.port));
  }
  return {
      {"bound", std::move(bound)},
      {"live_connections", touched.live_connections},
      {"live_datagrams", touched.live_datagrams},
  };
}

Json finding_json(const FinishedCheck& check, NodeId node, const diagnosis::Finding& finding) {
  const telling::Told told = telling::tell_finding(check, node, finding);
  Json json{
      {"severity", name_of(finding.severity)},
      {"code", name_of(finding.code)},
      {"message", told.message},
  };
  put_text(json, "fix", told.fix.text());
  for (const FlowId flow : finding.flows) json["flows"].push_back(check.inventory.flow(flow).id);
  return json;
}

Json node_json(const FinishedCheck& check, NodeId id) {
  const inventory::Node& node = check.inventory.node(id);
  const FinishedNode& finished = check.nodes[index_of(id)];
  using diagnosis::AgentState;
  const AgentState agent = finished.observation.agent;
  Json json{{"name", node.name}, {"roles", Json::array()}};
  for (const inventory::Role role : inventory::all_roles) {
    if (node.roles.has(role)) json["roles"].push_back(name_of(role));
  }
  put_text(json, "cluster", node.cluster);
  json["address"] = (finished.address.empty() ? node.address : finished.address).text();
  json["agent"] = name_of(agent);
  const bool spoke = agent == AgentState::reached || agent == AgentState::lost;
  if (spoke) json["privileged"] = finished.observation.privileged;
  put_text(json, "agent_error", finished.observation.agent_error);
  json["findings"] = Json::array();
  for (const diagnosis::Finding& finding : finished.findings)
    json["findings"].push_back(finding_json(check, id, finding));
  // A node without an agent can be touched, too: its services are dialled.
  const diagnosis::Touched& touched = finished.touched;
  if (spoke || touched.live_connections > 0 || touched.live_datagrams > 0) {
    json["touched"] = touched_json(touched);
  }
  return json;
}

Json listener_json(const FinishedPath& path) {
  Json json;
  switch (path.listener) {
    case evidence::ListenMode::stand_in:
      json["mode"] = "stand-in";
      break;
    case evidence::ListenMode::live:
      json["mode"] = "live";
      break;
    default:
      json["mode"] = "none";
      break;
  }
  put_text(json, "process", excerpt(*path.listener_process));
  if (path.listener_pid > 0) json["pid"] = path.listener_pid;
  return json;
}

std::vector<std::string> texts_of(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> texts;
  for (const IpAddress& one : addresses) texts.push_back(unmapped(one).to_string());
  return texts;
}

Json waypoints_json(const diagnosis::WaypointCounts& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    Json& value = json[std::string(name_of(static_cast<evidence::Waypoint>(i)))];
    if (counts[i]) value = *counts[i];
  }
  return json;
}

void put_dial(Json& json, const FinishedPath& path) {
  if (!path.dial) return;
  const evidence::DialEvidence& dial = *path.dial;
  if (dial.dialled) json["dialled"] = unmapped(*dial.dialled).to_string();
  put_list(json, "alternatives", texts_of(dial.alternatives));
  if (const auto& time = path.round_trip) {
    json["rtt_us"] = {{"min", time->min_us}, {"median", time->median_us}, {"max", time->max_us}};
  }
}

void put_evidence(Json& json, const FinishedCheck& check, const FinishedPath& path) {
  const std::size_t target = index_of(path.id.target);
  json["listener"] = listener_json(path);
  json["waypoints"] = waypoints_json(path.waypoints);
  put_dial(json, path);
  if (path.dial && path.dial->service) {
    json["service"] = {{"answer", name_of(path.dial->service->kind)}};
    put_text(json["service"], "said", path.dial->service->said);
  }
  if (path.receipt && !path.receipt->observed_source.is_unspecified()) {
    json["observed_source"] = endpoint_text(path.receipt->observed_source, path.observed_port);
  }
  if (path.look) {
    const Protocol protocol = check.inventory.flow(path.id.flow).protocol;
    if (const auto largest = diagnosis::path_mtu_of(*path.look, protocol))
      json["path_mtu"] = *largest;
    if (const auto hop = diagnosis::last_hop_of(*path.look)) json["last_hop"] = hop->to_string();
  }
  const auto icmp = icmp_of(path);
  if (icmp && path.verdict->status != diagnosis::Status::open) {
    json["icmp"] = {
        {"type", icmp->type}, {"code", icmp->code}, {"from", unmapped(icmp->from).to_string()}};
    if (icmp->mtu > 0) json["icmp"]["mtu"] = icmp->mtu;
  }
  if (const auto dialled = nat_of(check, path)) {
    json["nat"] = {{"dialled", dialled->to_string()}, {"own", Json::array()}};
    put_list(json["nat"], "own", texts_of(check.nodes[target].observation.facts.addresses));
  }
}

void put_rule(Json& json, const FinishedCheck& check, const FinishedPath& path) {
  const evidence::RuleFinding* found = diagnosis::blocking_rule(path);
  if (found == nullptr) return;
  const evidence::FirewallRule& rule = found->rule;
  json["firewall_rule"] = telling::rule_text(rule);
  Json& details = json["firewall_rule_details"];
  details = {
      {"node", check.inventory.node(diagnosis::host_of(path.id, *found)).name},
      {"segment", name_of(diagnosis::segment_of(*found))},
      {"family", printable(rule.family)},
      {"table", printable(rule.table)},
      {"chain", printable(rule.chain)},
      {"policy", rule.policy},
      {"known_by", name_of(rule.source)},
  };
  if (rule.handle != 0) details["handle"] = rule.handle;
  put_text(details, "text", printable(rule.text));
  put_text(details, "comment", printable(rule.comment));
  put_text(details, "owner", printable(rule.owner));
}

Json path_json(const FinishedCheck& check, const Silenced& silenced, std::size_t index) {
  const FinishedPath path = check.paths[index];
  const inventory::Flow& flow = check.inventory.flow(path.id.flow);
  const diagnosis::Judgement& verdict = *path.verdict;
  Json json{
      {"flow", flow.id},
      {"source", check.inventory.node(path.id.source).name},
      {"target", check.inventory.node(path.id.target).name},
      {"protocol", name_of(flow.protocol)},
      {"address", path.address->text()},
      {"port", path.port},
      {"expect", name_of(flow.expect)},
      {"need", name_of(flow.need)},
      {"status", name_of(verdict.status)},
  };
  if (path.accepted) json["accepted"] = true;
  if (silenced.mutes(index)) json["silenced"] = true;
  if (verdict.cause) json["cause"] = name_of(*verdict.cause);
  put_where(json, verdict.where);
  if (path.cause_index) json["cause_id"] = *path.cause_index + 1;
  const telling::Told told = telling::tell(check, path);
  json["message"] = told.message;
  put_text(json, "fix", told.fix.text());
  for (const diagnosis::Caveat caveat : in_order_of_telling(verdict.caveats))
    json["caveats"].push_back(name_of(caveat));
  put_evidence(json, check, path);
  put_rule(json, check, path);
  return json;
}

// A list of the elements that are taken, one a line, so that neither memory nor a line grows with
// it.
template <class Take, class Element>
void write_list(std::ostream& out, const char* key, std::size_t count, Take take, Element element) {
  out << "  \"" << key << "\": [";
  bool first = true;
  for (std::size_t i = 0; i < count && out; ++i) {
    if (!take(i)) continue;
    out << (std::exchange(first, false) ? "\n    " : ",\n    ") << json_line(element(i));
  }
  out << (first ? "]" : "\n  ]");
}

bool every(std::size_t) { return true; }

}  // namespace

void write_json(const FinishedCheck& check, std::ostream& out, const ReportContent&) {
  out << "{\n  \"schema\": \"oakprobe.report/1\",\n";
  out << "  \"run\": " << json_line(run_json(check)) << ",\n";
  out << "  \"summary\": " << json_line(summary_json(check.summary)) << ",\n";
  write_list(out, "nodes", check.nodes.size(), every, [&](std::size_t i) {
    return node_json(check, NodeId{static_cast<std::uint32_t>(i)});
  });
  out << ",\n";
  const Silenced silenced(check);
  const std::vector<telling::Told> causes = telling::tell_causes(check);
  write_list(out, "causes", check.causes.size(), every, [&](std::size_t i) {
    return cause_json(check, silenced, i, causes[i]);
  });
  out << ",\n";
  const auto& silences = check.inventory.audit.silence;
  if (!silences.empty()) {
    write_list(out, "silences", silences.size(), every, [&](std::size_t i) {
      return silence_json(silences[i], silenced.silences()[i]);
    });
    out << ",\n";
  }
  const auto is_listed = [&](std::size_t i) {
    return check.listed == diagnosis::PathList::all ||
           !is_as_expected(*check.paths.state_at(i).verdict);
  };
  write_list(out, "paths", check.paths.size(), is_listed, [&](std::size_t i) {
    return path_json(check, silenced, i);
  });
  out << ",\n  \"record\": ";
  record::write_record(check, out);
  out << "\n}\n";
}

}  // namespace oakprobe::report
