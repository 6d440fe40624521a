#pragma once

#include "coordinator/history/book.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/history/packed_report.hpp"
#include "coordinator/timeline/track.hpp"

#include <cstddef>
#include <optional>

// Whole reports of runs, for whoever wants to see more of one than outlines and lives tell.
namespace oakprobe::history {

// Of a deployment so many are kept, of its latest runs: enough to look at what happened an hour
// ago, with a run every few minutes.
inline constexpr std::size_t reports_kept_max = 20;
// In all, in base64: met where hundreds of thousands of paths are each unlike the others. The
// latest one is kept whatever it takes, and so are those of runs that are a baseline.
inline constexpr std::size_t reports_bytes_max = std::size_t{64} << 20U;

// Within a transaction that writes: keeps the run's, and lets go of what is not kept any longer.
void put_report(
    soci::session& session, Number deployment, timeline::RunNumber run, const PackedReport& report
);
// Those of a deployment's runs that began earlier. `oldest`: milliseconds since 1970.
void drop_reports_before(soci::session& session, Number deployment, Number oldest);

// nullopt: it is kept no longer, or never was.
[[nodiscard]] OrTrouble<std::optional<PackedReport>> load_report(
    Database& database, timeline::RunNumber run
);

}  // namespace oakprobe::history
