#include "coordinator/check/question_turns.hpp"

#include "coordinator/check/finish_check.hpp"
#include "coordinator/check/probe_plan.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::check {
namespace {

constexpr std::uint32_t edge = 1;
constexpr std::uint32_t first_worker = 2;
constexpr std::size_t workers = 8;

// Eight workers, whose cluster runs a broker.
class QuestionTurns : public ::testing::Test {
 protected:
  QuestionTurns() {
    evidence::ArmedPort& port = check.nodes[edge].observation.armed.emplace_back();
    port.port = broker.second;
    port.mode = evidence::ListenMode::live;
    port.process = "mosquitto";
    note_ends(check);
  }

  static std::string yaml() {
    std::string text =
        "version: 1\n"
        "defaults: {agent: {command: [sleep, inf]}}\n"
        "nodes:\n"
        "  - {name: root, address: 192.0.2.10, roles: [root]}\n"
        "  - {name: edge, address: 192.0.2.20, roles: [cluster], cluster: edge}\n";
    for (std::size_t worker = 0; worker < workers; ++worker)
      text += "  - {name: w" + std::to_string(worker) + ", address: 192.0.2.3" +
              std::to_string(worker) + ", roles: [worker], cluster: edge}\n";
    return text;
  }

  // Of the flow to the broker.
  std::vector<std::uint32_t> to_broker() const {
    std::vector<std::uint32_t> positions;
    for (std::uint32_t at = 0; at < check.paths.size(); ++at)
      if (inventory.flow(check.paths.id_at(at).flow).id == "worker-mqtt") positions.push_back(at);
    return positions;
  }

  // attempts: in how many of three the broker answered the worker.
  void hear(std::uint32_t position, unsigned attempts) {
    auto path = check.paths.edit(position);
    auto& dial = path->dial.edit();
    dial.path = path->id;
    dial.sent = dial.connected = evidence::AttemptSet(0b111);
    dial.service.emplace();
    dial.service->kind = evidence::AnswerKind::itself;
    dial.service->attempts = evidence::AttemptSet((1U << attempts) - 1);
  }

  // Of the paths to the broker.
  std::vector<std::uint32_t> later() const {
    std::vector<std::uint32_t> waiting = later_questions(check, dials, rotation, limits);
    const auto ours = to_broker();
    std::erase_if(waiting, [&](std::uint32_t position) {
      return std::ranges::find(ours, position) == ours.end();
    });
    return waiting;
  }

  const ServicePort broker{NodeId{edge}, {Protocol::tcp, 10'003}};
  inventory::Inventory inventory = read_inventory(yaml());
  diagnosis::FinishedCheck check = check_of(inventory, FactsByNode(first_worker + workers));
  std::vector<bool> dials = std::vector<bool>(first_worker + workers, true);
  RunIdentity run{1, {std::byte{42}}, {std::byte{7}}};
  Rotation rotation{first_worker + workers, run.seed};
  ProbeLimits limits;
};

TEST_F(QuestionTurns, AreOfThreeSourcesAtFirst) {
  EXPECT_EQ(later().size(), workers - first_askers);
}

TEST_F(QuestionTurns, AreOfThoseWhoCanDial) {
  for (std::uint32_t worker = 3; worker < workers; ++worker) dials[first_worker + worker] = false;
  EXPECT_THAT(later(), ::testing::IsEmpty());
}

TEST_F(QuestionTurns, AreNobodysWhereNothingIsAsked) {
  limits.ask = false;
  EXPECT_THAT(later(), ::testing::IsEmpty());
}

TEST_F(QuestionTurns, TakeTwoToCallAServiceSlow) {
  const auto paths = to_broker();
  hear(paths[0], 3);
  hear(paths[1], 1);
  EXPECT_THAT(slow_services(check), ::testing::IsEmpty()) << "one may lie, or be far away";
  hear(paths[2], 2);
  EXPECT_THAT(slow_services(check), ::testing::ElementsAre(broker));
}

TEST_F(QuestionTurns, TakeASilentServiceForSlow) {
  const auto paths = to_broker();
  for (const std::size_t at : {0U, 1U}) {
    hear(paths[at], 3);
    check.paths.edit(paths[at])->dial.edit().service->kind = evidence::AnswerKind::silent;
  }
  EXPECT_THAT(slow_services(check), ::testing::ElementsAre(broker));
}

TEST_F(QuestionTurns, AreEverybodysWhereAnotherServiceAnswers) {
  const auto paths = to_broker();
  for (const std::size_t at : {0U, 1U, 2U}) {
    hear(paths[at], 1);
    check.paths.edit(paths[at])->dial.edit().service->kind = evidence::AnswerKind::other;
  }
  EXPECT_THAT(slow_services(check), ::testing::IsEmpty()) << "to connect would call it open";
}

TEST_F(QuestionTurns, LeaveToTheOthersOnlyToConnect) {
  for (const std::uint32_t position : later())
    check.paths.edit(position)->round = later_questions_round;
  const auto modes = [&](unsigned round, std::set<ServicePort> unasked) {
    const ProbePlan plan(check, round, dials, run, limits, {}, std::move(unasked));
    std::map<evidence::DialMode, std::size_t> count;
    for (std::uint32_t node = 0; node < dials.size(); ++node)
      for (const wire::PlannedPath& path : plan.order(NodeId{node}).paths)
        if (inventory.flow(path.path.flow).id == "worker-mqtt") ++count[path.mode];
    return count;
  };
  using Modes = std::map<evidence::DialMode, std::size_t>;
  EXPECT_EQ(modes(planned_round, {}), (Modes{{evidence::DialMode::question, first_askers}}));
  const std::size_t others = workers - first_askers;
  EXPECT_EQ(modes(later_questions_round, {}), (Modes{{evidence::DialMode::question, others}}));
  EXPECT_EQ(modes(later_questions_round, {broker}), (Modes{{evidence::DialMode::bare, others}}));
}

}  // namespace
}  // namespace oakprobe::check
