#include "coordinator/report/path_json.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"
#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/report/cause_json.hpp"
#include "coordinator/report/evidence_text.hpp"
#include "coordinator/report/fix_json.hpp"
#include "coordinator/telling/firewall_rule_text.hpp"
#include "coordinator/telling/tell.hpp"

#include <string>
#include <utility>
#include <vector>

namespace oakprobe::report {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;

namespace {

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

}  // namespace

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
  put_fix(json, told.fix);
  for (const diagnosis::Caveat caveat : in_order_of_telling(verdict.caveats))
    json["caveats"].push_back(name_of(caveat));
  put_evidence(json, check, path);
  put_rule(json, check, path);
  return json;
}

}  // namespace oakprobe::report
