#pragma once

#include "coordinator/history/lives.hpp"
#include "coordinator/history/run_store.hpp"
#include "inventory/expected_path.hpp"
#include "tests/coordinator/history/both_databases.hpp"
#include "tests/coordinator/history/simulated_runs.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <soci/soci.h>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::history {

inline constexpr const char* inventory_name = "/etc/oakprobe/my.yaml";

// What must be there.
template <class T>
T taken(OrTrouble<T> result) {
  EXPECT_TRUE(result) << result.error().message;
  return result ? std::move(*result) : T();
}

class StoredRuns : public BothDatabases {
 protected:
  StoredRun store(RunStore& into, SimulatedRuns& runs) {
    const auto stored = into.store(runs.run(), inventory_name);
    EXPECT_TRUE(stored) << stored.error().message;
    return stored ? *stored : StoredRun();
  }

  std::vector<std::string> life_of(RunStore& in, std::size_t source, std::size_t target) {
    const auto lives = path_lives(
        in.database(),
        inventory_name,
        SimulatedRuns::worker(source),
        SimulatedRuns::worker(target),
        std::nullopt
    );
    EXPECT_TRUE(lives) << lives.error().message;
    std::vector<std::string> told;
    if (!lives || lives->empty()) return told;
    EXPECT_EQ(lives->size(), 1U);
    EXPECT_EQ(lives->front().name, "worker-tunnel");
    for (const timeline::LifeSpan& span : lives->front().spans)
      told.push_back(
          minutes(span.since) + "-" + (span.until ? minutes(*span.until) : "") + " " + span.words
      );
    return told;
  }

  static void try_all(diagnosis::FinishedCheck& check, bool all_flows = false) {
    check.paths = {};
    inventory::PathSelection selection;
    selection.all_flows = all_flows;
    SharePool<diagnosis::Judgement> shared;
    inventory::for_each_path(
        check.inventory,
        selection,
        [&](const inventory::ExpectedPath& expected) {
          diagnosis::FinishedPath path;
          path.id = expected.id;
          path.address = *expected.address;
          path.dial.emplace();
          path.dial.edit().sent.insert(0);
          path.verdict = shared.share(open_judgement);
          check.paths.add(path);
        }
    );
  }

  // Since the first run.
  static std::string minutes(UtcSeconds moment) {
    return std::to_string((moment.count() - 1'790'000'000) / 60);
  }

  Number number_of(RunStore& in, const std::string& query) {
    Number number = -1;
    EXPECT_TRUE(in.database().read([&](soci::session& session) {
      session << query, soci::into(number);
    }));
    return number;
  }
};

}  // namespace oakprobe::history
