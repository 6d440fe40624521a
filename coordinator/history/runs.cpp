#include "coordinator/history/runs.hpp"

#include "coordinator/history/book.hpp"

#include <algorithm>
#include <limits>
#include <soci/soci.h>

namespace oakprobe::history {
namespace {

constexpr const char* select_runs =
    "select r.number, r.id, d.name, r.started, r.finished, r.took, r.oakprobe, r.oakestra,"
    " r.outcome, r.paths, r.paths_open, r.paths_degraded, r.paths_blocked, r.paths_exposed,"
    " r.paths_closed, r.paths_unknown, r.paths_accepted, r.paths_failed, r.plan, r.possible,"
    " r.tried from run r join deployment d on d.id = r.deployment where ";

UtcSeconds seconds_of(Number milliseconds) { return UtcSeconds(milliseconds / 1'000); }

// What comes from a database may have been written by anybody.
std::uint64_t count_from(Number number) {
  return static_cast<std::uint64_t>(std::max<Number>(0, number));
}

timeline::RunLine line_of(const soci::row& row) {
  std::size_t column = 0;
  const auto number = [&] { return row.get<Number>(column++); };
  const auto text = [&] { return row.get<std::string>(column++); };
  const auto count = [&] { return count_from(number()); };
  timeline::RunLine run;
  run.number = number();
  run.id = text();
  run.deployment = text();
  run.started = seconds_of(number());
  run.finished = seconds_of(number());
  run.took = std::chrono::milliseconds(number());
  run.oakprobe = text();
  run.oakestra = text();
  run.outcome = value_named<timeline::RunOutcome>(text()).value_or(timeline::RunOutcome::unknown);
  diagnosis::Summary& sums = run.summary;
  for (std::size_t* sum :
       {&sums.paths,
        &sums.open,
        &sums.degraded,
        &sums.blocked,
        &sums.exposed,
        &sums.closed,
        &sums.unknown,
        &sums.accepted})
    *sum = count();
  run.failed = count();
  run.plan = text();
  run.possible = count();
  run.tried = count();
  return run;
}

}  // namespace

OrTrouble<std::vector<timeline::RunLine>> list_runs(Database& database, const RunFilter& filter) {
  const auto milliseconds = [](const std::optional<UtcSeconds>& time, Number otherwise) {
    return time ? Number{std::chrono::milliseconds(*time).count()} : otherwise;
  };
  const Number since = milliseconds(filter.since, 0);
  const Number until = milliseconds(filter.until, std::numeric_limits<Number>::max());
  const std::string deployment = filter.deployment.value_or("");
  const Number any = filter.deployment ? 0 : 1;
  const Number before = filter.before.value_or(std::numeric_limits<Number>::max());
  const auto limit = static_cast<Number>(std::min(filter.limit, runs_listed_max));
  std::vector<timeline::RunLine> runs;
  const auto read = database.read([&](soci::session& session) {
    const soci::rowset<soci::row> rows =
        (session.prepare << std::string(select_runs) +
                                "(:any = 1 or d.name = :name) and r.started >= :since and"
                                " r.started < :until and r.number < :before order by r.number desc "
                                "limit :limit",
         soci::use(any, "any"),
         soci::use(deployment, "name"),
         soci::use(since, "since"),
         soci::use(until, "until"),
         soci::use(before, "before"),
         soci::use(limit, "limit"));
    for (const soci::row& row : rows) runs.push_back(line_of(row));
  });
  if (!read) return read.error();
  return runs;
}

OrTrouble<std::optional<timeline::RunLine>> find_run(Database& database, const std::string& id) {
  std::optional<timeline::RunLine> run;
  const auto read = database.read([&](soci::session& session) {
    const soci::rowset<soci::row> rows =
        (session.prepare << std::string(select_runs) + "r.id = :id", soci::use(id, "id"));
    for (const soci::row& row : rows) run = line_of(row);
  });
  if (!read) return read.error();
  return run;
}

}  // namespace oakprobe::history
