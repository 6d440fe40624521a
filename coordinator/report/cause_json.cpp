#include "coordinator/report/cause_json.hpp"

#include "coordinator/report/fix_json.hpp"
#include "coordinator/telling/firewall_rule_text.hpp"

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;

void put_scope(Json& json, const FinishedCheck& check, const diagnosis::CauseScope& scope) {
  if (scope.source) json["source"] = check.inventory.node(*scope.source).name;
  put_text(json, "source_network", scope.source_network);
  if (scope.target) json["target"] = check.inventory.node(*scope.target).name;
  put_text(json, "target_network", scope.target_network);
  if (scope.port == 0) return;
  json["protocol"] = name_of(scope.protocol);
  json["port"] = scope.port;
}

}  // namespace

void put_where(Json& json, diagnosis::SegmentSet where) {
  const auto segments = where.in_order();
  if (segments.size() == 1) json["where"] = name_of(segments.front());
  if (segments.size() < 2) return;
  for (const auto segment : segments) json["where_any"].push_back(name_of(segment));
}

Json cause_json(
    const FinishedCheck& check,
    const Silenced& silenced,
    std::size_t index,
    const telling::Told& told
) {
  const diagnosis::CommonCause& cause = check.causes[index];
  Json json{{"id", index + 1}, {"status", name_of(cause.status)}};
  put_where(json, cause.where);
  if (cause.cause) json["cause"] = name_of(*cause.cause);
  if (cause.node) json["node"] = check.inventory.node(*cause.node).name;
  json["paths"] = cause.paths;
  if (cause.of > 0) json["of"] = cause.of;
  put_scope(json, check, cause.scope);
  if (cause.unjudged > 0) json["unknown"] = cause.unjudged;
  if (silenced.paths_of(index) > 0) json["silenced"] = silenced.paths_of(index);
  put_text(json, "firewall_rule", telling::rule_of_cause(check, cause));
  json["message"] = told.message;
  put_fix(json, told.fix);
  return json;
}

}  // namespace oakprobe::report
