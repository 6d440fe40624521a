#include "../diagnosis/finding_case.hpp"
#include "base/utf8.hpp"
#include "hostile_text.hpp"
#include "wire/messages.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>

namespace oakprobe::report {
namespace {

using diagnosis::test::FindingCase;
using nlohmann::json;
using test::expect_harmless;
using test::hostile_text;
using test::last_words;

// The pointers of all texts in a message.
void find_texts(
    const json& value, const json::json_pointer& at, std::vector<json::json_pointer>& out
) {
  if (value.is_string()) out.push_back(at);
  if (value.is_object())
    for (const auto& [key, one] : value.items()) find_texts(one, at / key, out);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) find_texts(value[i], at / i, out);
}

std::optional<evidence::Facts> facts_of(const json& message) {
  const auto bytes = json::to_cbor(message);
  auto decoded = wire::decode_message(std::as_bytes(std::span(bytes)));
  if (!decoded) return std::nullopt;
  return std::get<evidence::Facts>(std::move(*decoded));
}

// The facts with one text after the other made hostile, and with all at once; what must be an
// address stays.
std::vector<std::pair<std::string, evidence::Facts>> poisoned(const evidence::Facts& facts) {
  const auto bytes = wire::encode_message(facts);
  const json message = json::from_cbor(bytes);
  std::vector<json::json_pointer> texts;
  find_texts(message, json::json_pointer(), texts);
  std::vector<std::pair<std::string, evidence::Facts>> out;
  json all = message;
  for (const auto& at : texts) {
    if (at.to_string() == "/type") continue;
    for (const std::size_t length : {4'096U, 1'024U, 255U, 0U}) {
      json one = message;
      one[at] = to_utf8(hostile_text(length), 4'096);
      auto read = facts_of(one);
      if (!read) continue;
      all[at] = one[at];
      out.emplace_back(at.to_string(), std::move(*read));
      break;
    }
  }
  out.emplace_back("all", facts_of(all).value());
  return out;
}

void fill(evidence::Facts& facts) {
  facts.machine = "x86_64";
  facts.default_routes = {
      {"eth0", parse_ip_address("192.0.2.32"), 1}, {"eth1", parse_ip_address("192.0.2.99"), 2}};
  facts.xdp_interfaces = {"eth0", "eth1"};
  facts.names_of_itself = {{3, *parse_ip_address("127.0.1.1"), "w1"}};
  facts.netcfg.default_interface = "eth7";
  facts.netcfg.cluster_url = "192.0.2.20";
  facts.netcfg.unknown_keys = {"NodePublicAdress", "ClusterMqttPrt"};
  facts.node_engine.public_ip = "auto";
  facts.net_manager.installed_as = "/bin/NetManager";
  facts.net_manager.newer_files = {"/etc/netmanager/netcfg.json"};
  facts.net_manager.log = {
      oakestra::Registration::begun, "192.0.2.32", "50103", "ERROR no subnetwork"};
  facts.node_engine_program.installed_as = "/bin/NodeEngine";
  facts.node_engine_program.newer_files = {"/etc/oakestra/conf.json"};
  evidence::RunningComponent component;
  component.name = "cluster_manager";
  component.environment = {
      {"SYSTEM_MANAGER_URL", "192.0.2.99"},
      {"SYSTEM_MANAGER_PORT", "1"},
      {"CLUSTER_ADDRESS", "192.0.2.98"},
      {"http_proxy", "http://192.0.2.97:3128"}};
  facts.components = {component};
}

struct Variant {
  const char* name;
  std::function<void(evidence::Facts&)> change;
};

TEST(HostileTexts, OfFactsAreWrittenHarmless) {
  using oakestra::FileState;
  const Variant variants[]{
      {"sound", [](auto&) {}},
      {"broken files",
       [](auto& facts) {
         facts.netcfg.state = facts.tuncfg.state = facts.node_engine.state = FileState::broken;
         facts.netcfg.problem = facts.tuncfg.problem = facts.node_engine.problem = "line 1: bad";
       }},
      {"for older releases", [](auto& facts) { facts.node_engine.old_problem = "no flag"; }},
      {"unseen files",
       [](auto& facts) {
         facts.netcfg.state = facts.tuncfg.state = facts.node_engine.state = FileState::unseen;
         facts.netcfg.problem = facts.tuncfg.problem = facts.node_engine.problem = "denied";
       }},
      {"no address", [](auto& facts) { facts.netcfg.public_address = ""; }},
      {"a running NetManager",
       [](auto& facts) {
         facts.net_manager.pid = facts.node_engine_program.pid = 12;
         facts.net_manager.running_s = 1'000;
         facts.net_manager.udp_ports.emplace();
       }},
      {"one route of no interface",
       [](auto& facts) {
         facts.default_routes = {{"unreachable", std::nullopt, 0}};
       }},
  };
  for (const char* node : {"w2", "edge-a"}) {
    for (const Variant& variant : variants) {
      // A cluster's machine has no worker's files.
      if (node == std::string_view("edge-a") && &variant != variants) continue;
      FindingCase base;
      fill(base.facts(node));
      variant.change(base.facts(node));
      for (const auto& [field, facts] : poisoned(base.facts(node))) {
        FindingCase one;
        one.facts(node) = facts;
        // Host names that are alike are told.
        if (field == "/host_name" || field == "all") one.facts("w3").host_name = facts.host_name;
        one.node(node).observation.agent_error = last_words();
        one.node("w3").observation.agent = diagnosis::AgentState::lost;
        one.node("w3").observation.agent_error = last_words();
        find_findings(one.check);
        summarize(one.check);
        expect_harmless(one.check, std::string(node) + ", " + variant.name + ", " + field);
      }
    }
  }
}

}  // namespace
}  // namespace oakprobe::report
