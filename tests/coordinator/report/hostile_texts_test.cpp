#include "../diagnosis/finding_case.hpp"
#include "../diagnosis/path_case.hpp"
#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "coordinator/report/explanation.hpp"
#include "coordinator/report/matrix.hpp"
#include "inventory/parse_inventory.hpp"
#include "samples.hpp"
#include "wire/messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <sstream>

// Every text that an agent or an inventory can give steers terminals, reorders lines and is long:
// nothing of that may be in anything that is written.
namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::test::FindingCase;
using diagnosis::test::PathCase;
using nlohmann::json;

constexpr std::size_t path_bytes_max = 16 * 1024;

// UTF-8, as frames carry it, and with all that must not be printed.
std::string hostile_text(std::size_t bytes) {
  std::string text =
      "\x1b[2J\x1b]0;owned\a\b\r\n\x7f\u0080\u0085\u009b31m\u009f"
      "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\"\\";
  text += '\0';
  if (text.size() < bytes) text.append(bytes - text.size(), 'A');
  return text;
}

// The fleet has cut each quotation in them.
std::string last_words() { return hostile_text(excerpt_bytes_max); }

// What steers whoever prints a text, or "".
std::string steering_in(std::string_view text, std::string_view allowed) {
  if (!is_utf8(text)) return "no UTF-8";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    const char32_t c = point.value;
    const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
    const bool bidi = c == 0x200e || c == 0x200f || c == 0x61c || (c >= 0x2028 && c <= 0x202e) ||
                      (c >= 0x2066 && c <= 0x2069);
    if ((control && allowed.find(text[at]) == std::string_view::npos) || bidi)
      return "code point " + std::to_string(static_cast<std::uint32_t>(c)) + " in '" +
             std::string(text.substr(at < 60 ? 0 : at - 60, 60)) + "'";
    at += point.bytes;
  }
  return "";
}

// What is wrong with a text that is printed, or "".
std::string harm_in(std::string_view text, std::string_view allowed) {
  if (std::string steering = steering_in(text, allowed); !steering.empty()) return steering;
  if (text.find(std::string(501, 'A')) != std::string_view::npos) return "a quote without limit";
  return "";
}

template <class Find>
std::string harm_in_values(const json& value, Find find) {
  if (value.is_string()) return find(value.get_ref<const std::string&>(), "");
  if (!value.is_structured()) return "";
  for (const json& one : value) {
    if (auto harm = harm_in_values(one, find); !harm.empty()) return harm;
  }
  return "";
}

void expect_harmless(const FinishedCheck& check, const std::string& what) {
  SCOPED_TRACE(what);
  // The record keeps whole what is quoted from it.
  const std::string report = test::written(ReportFormat::json, check);
  const std::size_t record = report.find("\n  \"record\": ");
  EXPECT_EQ(harm_in(report.substr(0, record), "\n"), "");
  EXPECT_EQ(steering_in(report.substr(record), "\n"), "");
  json values = json::parse(report);
  EXPECT_EQ(harm_in_values(values, steering_in), "");
  values.erase("record");
  EXPECT_EQ(harm_in_values(values, harm_in), "");
  std::istringstream lines(report.substr(0, record));
  for (std::string line; std::getline(lines, line);) {
    const bool is_path = line.starts_with("    {\"flow\"");
    EXPECT_TRUE(!is_path || line.size() <= path_bytes_max) << line.size();
  }
  EXPECT_EQ(harm_in(test::written(ReportFormat::junit, check), "\n"), "");
  EXPECT_EQ(harm_in(test::written(ReportFormat::html, check), "\n"), "");
  EXPECT_EQ(harm_in(test::written(ReportFormat::markdown, check), "\n"), "");
  EXPECT_EQ(harm_in(render_matrix(check, {.verbose = true, .round_trips = true}), "\n"), "");
  const auto last = static_cast<std::uint32_t>(check.nodes.size() - 1);
  EXPECT_EQ(
      harm_in(render_explanation(check, NodeId{last - 1}, NodeId{last}, {.verbose = true}), "\n"),
      ""
  );
}

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

TEST(HostileTexts, OfKnownClustersAreWrittenHarmless) {
  FindingCase one;
  const evidence::KnownCluster known{"edge-a", hostile_text(255), 10'100};
  find_stale_clusters(one.check, std::array{known});
  summarize(one.check);
  expect_harmless(one.check, "known cluster");
}

// Beside the verdict, the path has what the report tells of it apart.
void expect_harmless(const PathCase& judged, const std::string& what) {
  diagnosis::test::CheckCase one{"w1", "w3"};
  const FlowId flow = one.flow("worker-mqtt", Protocol::tcp, 10'003);
  {
    auto path = one.path(flow, "w1", "w3", judged.judged());
    path->listener_process = hostile_text(4'096);
    path->listener = judged.listener ? judged.listener->mode : evidence::ListenMode::none;
    if (judged.dial) path->dial = *judged.dial;
  }
  one.node("w3").observation = judged.target;
  one.node("w1").observation = judged.source;
  summarize(one.check);
  expect_harmless(one.check, what);
}

TEST(HostileTexts, OfPortsAndAnswersAreWrittenHarmless) {
  using evidence::ListenMode;
  for (const PathCase& base : {PathCase::udp(), PathCase::tcp()}) {
    for (const ListenMode mode :
         {ListenMode::none,
          ListenMode::stand_in,
          ListenMode::live,
          ListenMode::not_running,
          ListenMode::used_as_source,
          ListenMode::failed}) {
      for (const bool refused : {false, true}) {
        PathCase one = base;
        one.listen_mode(mode);
        one.listener->process = one.listener->address = one.listener->installed_as =
            hostile_text(4'096);
        if (refused)
          one.fail_all(diagnosis::test::failure(evidence::DialStage::connect, ECONNREFUSED));
        evidence::RisenCounter counter;
        counter.by = 9;
        counter.counter = evidence::LossCounter::rx_dropped;
        counter.interface = hostile_text(0);
        evidence::InnerDevice device;
        device.name = hostile_text(4'096);
        device.over = {hostile_text(4'096)};
        for (auto* node : {&one.source, &one.target}) {
          node->counters.others = {counter};
          node->inner_devices = {device};
          node->ways = {
              {diagnosis::test::ip("192.0.2.31"), 0, std::nullopt},
              {diagnosis::test::ip("192.0.2.33"), 0, std::nullopt}};
        }
        expect_harmless(one, "listener");
      }
    }
  }
  for (int kind = 0; kind <= static_cast<int>(evidence::AnswerKind::silent); ++kind) {
    PathCase one = PathCase::tcp();
    one.says(static_cast<evidence::AnswerKind>(kind), hostile_text(0).c_str());
    one.listen_mode(ListenMode::live);
    one.listener->process = hostile_text(4'096);
    expect_harmless(one, "answer");
  }
  for (const auto state : {diagnosis::AgentState::unreachable, diagnosis::AgentState::lost}) {
    PathCase one = PathCase::udp();
    one.agent_of_target(state).target.agent_error = last_words();
    expect_harmless(one, "last words");
  }
}

// Whatever a path holds: it has its limit, and its lists say what they left out.
TEST(HostileTexts, APathHasItsLimit) {
  const std::string quotes(100'000, '"');
  diagnosis::test::CheckCase one{"w1", "w3"};
  const FlowId flow = one.flow("worker-mqtt", Protocol::tcp, 10'003);
  {
    auto path = one.path(
        flow,
        "w1",
        "w3",
        diagnosis::test::found(
            diagnosis::test::verdict_of(diagnosis::Status::blocked, diagnosis::Cause::refused), true
        )
    );
    diagnosis::FindingFacts facts;
    facts.component = facts.variable = facts.value = quotes;
    one.node("w3").findings = {
        {diagnosis::Severity::error, diagnosis::FindingCode::proxy_in_the_way, {}, facts}};
    path->listener_process = quotes;
    path->dial.emplace();
    path->dial.edit().dialled = boost::asio::ip::make_address("2001:db8::7");
    for (int i = 0; i < 40; ++i) path->dial.edit().alternatives.push_back(*path->dial->dialled);
    path->dial.edit().service.emplace().said = std::string(64, '"');
  }
  auto& own = one.node("w3").observation.facts.addresses;
  own.assign(4'096, boost::asio::ip::make_address("2001:db8:1111:2222:3333:4444:5555:6666"));
  one.node("w3").observation.agent = diagnosis::AgentState::reached;
  summarize(one.check);
  expect_harmless(one.check, "long");
  const json path = json::parse(test::written(ReportFormat::json, one.check))["paths"][0];
  EXPECT_EQ(path["alternatives"].size(), 16U);
  EXPECT_EQ(path["alternatives_left_out"], 24);
  EXPECT_EQ(path["nat"]["own"].size(), 16U);
  EXPECT_EQ(path["nat"]["own_left_out"], 4'080);
  EXPECT_TRUE(path["message"].get<std::string>().ends_with("…"));
  test::keep("long.json", test::written(ReportFormat::json, one.check));
}

TEST(HostileTexts, OfAnInventoryAreWrittenHarmless) {
  const std::string hostile = R"("\e[2J\a\r\n\x7f\x80\x9b31m\u200e\u061c\u202e\u2066\u2069\u2028)" +
                              std::string(600, 'A') + "\"";
  const std::string text =
      "version: 1\noakestra: v0.4.411\ncolour: red\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.10, roles: [root]}\n"
      "  - {name: edge-a, address: 192.0.2.20, roles: [cluster], cluster: edge-a}\n"
      "  - {name: w1, address: a.example, roles: [worker], cluster: edge-a, tags: [home],\n"
      "     bind: 192.0.2.1, tunnel: {port: 50103}, agent: {host: h, command: [x, y], sudo: "
      "none}}\n"
      "  - {name: w2, address: 192.0.2.32, roles: [worker], cluster: edge-a}\n"
      "flows:\n"
      "  - {id: more, from: worker, to: {cluster: edge-a}, protocol: tcp, port: 5000, expect: "
      "open,\n"
      "     component: shop, why: because}\n";
  constexpr std::string_view ends = " ,:[]{}\n";
  std::size_t refused = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t first = text.find_first_not_of(ends, begin);
    if (first == std::string::npos) break;
    const std::size_t end = std::min(text.find_first_of(ends, first), text.size());
    begin = end;
    const std::string changed = text.substr(0, first) + hostile + text.substr(end);
    const auto inventory = inventory::parse_inventory(changed);
    SCOPED_TRACE(text.substr(first, end - first));
    for (const auto& told : inventory ? inventory->doubts : inventory.error())
      EXPECT_EQ(harm_in(inventory::to_string(told, "dir\x1b[2J\u202e/\xff.yaml"), ""), "");
    if (!inventory) {
      ++refused;
      continue;
    }
    FinishedCheck check;
    check.inventory = *inventory;
    check.nodes.resize(check.inventory.nodes.size());
    inventory::for_each_path(check.inventory, {}, [&](const inventory::ExpectedPath& expected) {
      diagnosis::FinishedPath path;
      path.id = expected.id;
      path.address = *expected.address;
      path.port = expected.port;
      path.verdict.edit().status = diagnosis::Status::unknown;
      path.verdict.edit().rule = diagnosis::Rule::no_attempt_told;
      check.paths.add(path);
    });
    find_findings(check);
    summarize(check);
    expect_harmless(check, "inventory");
  }
  EXPECT_GT(refused, 20U);
}

}  // namespace
}  // namespace oakprobe::report
