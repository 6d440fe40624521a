#include "tests/coordinator/history/simulated_runs.hpp"

#include "base/utc_time.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace oakprobe::history {

using diagnosis::Cause;
using diagnosis::Judgement;
using diagnosis::Rule;
using diagnosis::Segment;
using diagnosis::Status;

namespace {

Judgement judgement(Status status, std::optional<Cause> cause, diagnosis::SegmentSet where) {
  Judgement made;
  made.status = status;
  made.cause = cause;
  made.where = where;
  made.rule = status == Status::open ? Rule::opened : Rule::failed_attempts;
  return made;
}

constexpr std::chrono::seconds first_run{1'790'000'000};
constexpr std::size_t cluster_size = 10;

std::string inventory_text(std::size_t workers) {
  std::string text =
      "version: 1\noakestra: v0.4.411\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n";
  for (std::size_t first = 0; first < workers; first += cluster_size) {
    const std::string cluster = "c" + std::to_string(first / cluster_size);
    const std::string net = "10." + std::to_string(first / cluster_size + 1) + ".0.";
    text += "  - {name: " + cluster + ", address: " + net +
            "200, roles: [cluster], cluster: " + cluster + "}\n";
    for (std::size_t at = first; at < std::min(workers, first + cluster_size); ++at)
      text += "  - {name: " + SimulatedRuns::worker(at) + ", address: " + net +
              std::to_string(at % cluster_size + 1) + ", roles: [worker], cluster: " + cluster +
              "}\n";
  }
  return text;
}

void set_waypoints(diagnosis::FinishedPath& path) {
  const std::uint8_t arrived = path.verdict->status == Status::open ? 3 : 0;
  path.waypoints[static_cast<std::size_t>(evidence::Waypoint::sent)] = 3;
  path.waypoints[static_cast<std::size_t>(evidence::Waypoint::delivered)] = arrived;
  path.round_trip = std::nullopt;
  if (arrived > 0) path.round_trip = evidence::RoundTrip{900, 1'000, 1'200};
}

}  // namespace

const Judgement open_judgement = judgement(Status::open, {}, {});
const Judgement dropped_judgement = judgement(Status::blocked, Cause::dropped, {Segment::network});
const Judgement refused_judgement =
    judgement(Status::blocked, Cause::refused, {Segment::target_host});
const Judgement lost_judgement = judgement(Status::unknown, Cause::agent_lost, {});

std::string SimulatedRuns::worker(std::size_t number) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "w%03u", static_cast<unsigned>(number));
  return name.data();
}

std::string SimulatedRuns::run_id(std::int64_t number) {
  std::array<char, 32> id{};
  std::snprintf(id.data(), id.size(), "%016llx", static_cast<unsigned long long>(number));
  return id.data();
}

SimulatedRuns::SimulatedRuns(std::size_t workers) {
  auto inventory = inventory::parse_inventory(inventory_text(workers));
  if (!inventory) throw std::runtime_error(to_string(inventory.error().front(), "simulated"));
  check_.inventory = std::move(*inventory);
  check_.nodes.resize(check_.inventory.nodes.size());
  for (diagnosis::FinishedNode& node : check_.nodes) {
    node.observation.agent = diagnosis::AgentState::reached;
    node.observation.evidence_complete = true;
  }
  inventory::PathSelection tunnels;
  tunnels.flows = {*check_.inventory.find_flow("worker-tunnel")};
  SharePool<Judgement> shared;
  inventory::for_each_path(check_.inventory, tunnels, [&](const inventory::ExpectedPath& expected) {
    diagnosis::FinishedPath path;
    path.id = expected.id;
    path.verdict = shared.share(open_judgement);
    set_waypoints(path);
    check_.paths.add(path);
  });
  check_.summary.paths = check_.summary.open = check_.paths.size();
}

void SimulatedRuns::plant(std::size_t source, std::size_t target, const Judgement& judgement) {
  const auto node = [&](std::size_t number) { return *check_.inventory.find_node(worker(number)); };
  const PathId id{*check_.inventory.find_flow("worker-tunnel"), node(source), node(target)};
  auto path = check_.paths.edit(check_.paths.find(id).value());
  path->verdict = judgement;
  set_waypoints(*path);
}

const diagnosis::FinishedCheck& SimulatedRuns::run() {
  const std::chrono::seconds began = first_run + runs_ * std::chrono::minutes(5);
  check_.run_id = run_id(++runs_);
  check_.started = utc_text(began);
  check_.finished = utc_text(began + std::chrono::seconds(60));
  check_.took = std::chrono::seconds(60);
  return check_;
}

}  // namespace oakprobe::history
