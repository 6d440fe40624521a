#include "coordinator/history/value_facts.hpp"

#include <nlohmann/json.hpp>

namespace oakprobe::history {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& facts) { return facts.empty() ? "" : facts.dump(); }

}  // namespace

std::string facts_of(const diagnosis::Judgement& judgement) {
  Json facts = Json::object();
  if (judgement.rule != diagnosis::Rule::opened) facts["rule"] = name_of(judgement.rule);
  for (const diagnosis::Caveat caveat : judgement.caveats.in_order())
    facts["caveats"].push_back(name_of(caveat));
  if (judgement.tunnel_bytes > 0) facts["tunnel_bytes"] = judgement.tunnel_bytes;
  const diagnosis::FailedAttempts& attempts = judgement.attempts;
  if (attempts.count == 0) return text_of(facts);
  if (attempts.passed) facts["passed"] = name_of(*attempts.passed);
  if (attempts.missed) facts["missed"] = name_of(*attempts.missed);
  if (attempts.error != 0) facts["errno"] = attempts.error;
  if (attempts.icmp_type)
    facts["icmp"] = {{"type", *attempts.icmp_type}, {"code", attempts.icmp_code}};
  return text_of(facts);
}

std::string facts_of(const inventory::Inventory& inventory, const diagnosis::Finding& finding) {
  Json facts = Json::object();
  for (const FlowId flow : finding.flows) facts["flows"].push_back(inventory.flow(flow).id);
  return text_of(facts);
}

std::string facts_of(const diagnosis::CommonCause& cause) {
  Json facts = Json::object();
  if (cause.all_to_port()) facts["all_to_port"] = true;
  return text_of(facts);
}

std::optional<std::vector<std::string>> flows_of_finding(std::string_view facts) {
  std::vector<std::string> flows;
  if (facts.empty()) return flows;
  const Json read = Json::parse(facts, nullptr, false);
  if (!read.is_object()) return std::nullopt;
  const auto list = read.find("flows");
  if (list == read.end()) return flows;
  if (!list->is_array()) return std::nullopt;
  for (const Json& flow : *list) {
    if (!flow.is_string()) return std::nullopt;
    flows.push_back(flow.get<std::string>());
  }
  return flows;
}

}  // namespace oakprobe::history
