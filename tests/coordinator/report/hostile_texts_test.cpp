#include "../diagnosis/finding_case.hpp"
#include "../diagnosis/path_case.hpp"
#include "hostile_text.hpp"
#include "inventory/parse_inventory.hpp"
#include "samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>

// Every text that an agent or an inventory can give steers terminals, reorders lines and is long:
// nothing of that may be in anything that is written.
namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::test::FindingCase;
using diagnosis::test::PathCase;
using nlohmann::json;
using test::expect_harmless;
using test::harm_in;
using test::hostile_text;
using test::last_words;

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
  const json path = json::parse(test::written(write_json, one.check))["paths"][0];
  EXPECT_EQ(path["alternatives"].size(), 16U);
  EXPECT_EQ(path["alternatives_left_out"], 24);
  EXPECT_EQ(path["nat"]["own"].size(), 16U);
  EXPECT_EQ(path["nat"]["own_left_out"], 4'080);
  EXPECT_TRUE(path["message"].get<std::string>().ends_with("…"));
  test::keep("long.json", test::written(write_json, one.check));
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
