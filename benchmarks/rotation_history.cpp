// What a history of runs takes of which each tries another part of a large mesh: whether its size
// and the time to store a run grow with their number alone.
//   rotation-history URL|FILE [WORKERS [RUNS]]     (9,900 workers, 60 runs)
// A run every 10 minutes makes `rotate 20`. Every hundred runs another worker is cut off, so each
// has twenty paths that are blocked. Times are of the processor, without waiting for the disk.
#include "base/parse_number.hpp"
#include "coordinator/history/lives.hpp"
#include "coordinator/history/run_store.hpp"
#include "inventory/parse_inventory.hpp"
#include "plans/path_plan.hpp"
#include "tests/coordinator/history/simulated_runs.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace oakprobe;
using namespace oakprobe::history;

constexpr const char* inventory_name = "/simulated.yaml";
constexpr std::uint32_t slots = 20;
constexpr std::size_t runs_cut_off = 100;
constexpr std::size_t parts = 10;
constexpr std::chrono::minutes every{10};
constexpr std::chrono::seconds first_run{1'790'000'000};

double milliseconds_since(std::clock_t begin) {
  return 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Clusters of two hundred, each in a network of its own.
inventory::Inventory simulated_inventory(std::size_t workers) {
  std::string text =
      "version: 1\noakestra: v0.4.411\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n";
  for (std::size_t at = 0; at < workers; ++at) {
    const std::string cluster = "c" + std::to_string(at / 200);
    const std::string net = "10." + std::to_string(at / 200) + ".0.";
    const auto add = [&](const std::string& name, std::size_t number, const char* role) {
      text += "  - {name: " + name + ", address: " + net + std::to_string(number) + ", roles: [" +
              role + "], cluster: " + cluster + "}\n";
    };
    if (at % 200 == 0) add(cluster, 250, "cluster");
    add(SimulatedRuns::worker(at), at % 200 + 1, "worker");
  }
  auto made = inventory::parse_inventory(text);
  if (!made) throw std::runtime_error(to_string(made.error().front(), "simulated"));
  return std::move(*made);
}

class RotatingRuns {
 public:
  explicit RotatingRuns(std::size_t workers) : workers_(workers) {
    check_.inventory = simulated_inventory(workers);
    check_.nodes.resize(check_.inventory.nodes.size());
    for (diagnosis::FinishedNode& node : check_.nodes) {
      node.observation.agent = diagnosis::AgentState::reached;
      node.observation.evidence_complete = true;
    }
    tunnels_.flows = {*check_.inventory.find_flow("worker-tunnel")};
    open_ = judged(open_judgement);
    open_.round_trip = evidence::RoundTrip{900, 1'000, 1'200};
    cut_off_ = judged(dropped_judgement);
  }

  const diagnosis::FinishedCheck& run() {
    const auto plan = plans::make_plan(
        check_.inventory, tunnels_, plans::PlanKind::rotate, {}, {runs_ * slots, slots}
    );
    const auto broken =
        check_.inventory.find_node(SimulatedRuns::worker(runs_ / runs_cut_off * 37 % workers_));
    check_.paths = {};
    check_.summary = {};
    for_each_path(check_.inventory, tunnels_, plan, [&](const inventory::ExpectedPath& expected) {
      const bool is_cut_off = expected.id.target == *broken;
      diagnosis::FinishedPath& path = is_cut_off ? cut_off_ : open_;
      path.id = expected.id;
      check_.paths.add(path);
      ++(is_cut_off ? check_.summary.blocked : check_.summary.open);
    });
    check_.summary.paths = check_.paths.size();
    check_.coverage.plan = plans::PlanKind::rotate;
    check_.coverage.possible = plan.possible();
    check_.coverage.tried = plan.tried();
    const std::chrono::seconds began = first_run + static_cast<std::int64_t>(runs_) * every;
    check_.run_id = SimulatedRuns::run_id(static_cast<std::int64_t>(++runs_));
    check_.started = utc_text(UtcSeconds(began));
    check_.finished = utc_text(UtcSeconds(began + every / 2));
    check_.took = every / 2;
    return check_;
  }

 private:
  diagnosis::FinishedPath judged(const diagnosis::Judgement& judgement) {
    diagnosis::FinishedPath path;
    path.verdict = shared_.share(judgement);
    path.waypoints[static_cast<std::size_t>(evidence::Waypoint::sent)] = 3;
    if (judgement.status == diagnosis::Status::open)
      path.waypoints[static_cast<std::size_t>(evidence::Waypoint::delivered)] = 3;
    return path;
  }

  std::size_t workers_;
  std::size_t runs_ = 0;
  SharePool<diagnosis::Judgement> shared_;
  diagnosis::FinishedPath open_;
  diagnosis::FinishedPath cut_off_;
  inventory::PathSelection tunnels_;
  diagnosis::FinishedCheck check_;
};

double megabytes_of(const DatabasePlace& place) {
  double bytes = 0;
  for (const char* const part : {"", "-wal"})
    if (place.backend == Backend::sqlite && std::filesystem::exists(place.where + part))
      bytes += static_cast<double>(std::filesystem::file_size(place.where + part));
  return bytes / 1e6;
}

template <class T>
T checked(OrTrouble<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

void simulate(const DatabasePlace& place, std::size_t workers, std::size_t count) {
  RunStore store(checked(Database::open(place, IfMissing::create)));
  RotatingRuns runs(workers);
  std::printf(
      "%zu workers, all pairs after %zu runs\n%8s %12s %12s %12s %12s\n",
      workers,
      (workers - 2) / slots + 1,
      "runs",
      "paths",
      "median ms",
      "slowest ms",
      "MB"
  );
  std::vector<double> took;
  for (std::size_t run = 1; run <= count; ++run) {
    const auto& check = runs.run();
    const auto begin = std::clock();
    static_cast<void>(checked(store.store(check, inventory_name)));
    took.push_back(milliseconds_since(begin));
    if (run * parts / count == (run - 1) * parts / count) continue;
    std::ranges::sort(took);
    std::printf(
        "%8zu %12zu %12.1f %12.1f %12.1f\n",
        run,
        check.paths.size(),
        took[took.size() / 2],
        took.back(),
        megabytes_of(place)
    );
    took.clear();
  }
  const auto begin = std::clock();
  const auto lives = checked(path_lives(
      store.database(),
      inventory_name,
      SimulatedRuns::worker(0),
      SimulatedRuns::worker(1),
      std::nullopt
  ));
  std::printf("the life of a path: %.2f ms, %zu found\n", milliseconds_since(begin), lives.size());
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto number = [&](std::size_t at, std::size_t otherwise) {
    return arguments.size() > at ? parse_number<std::size_t>(arguments[at]).value_or(0) : otherwise;
  };
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::size_t workers = number(1, 9'900);
  const std::size_t count = number(2, 60);
  if (arguments.empty() || workers <= slots || count < parts) {
    std::fputs("rotation-history URL|FILE [WORKERS [RUNS]]\n", stderr);
    return 2;
  }
  try {
    simulate(checked(find_place(arguments[0])), workers, count);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
