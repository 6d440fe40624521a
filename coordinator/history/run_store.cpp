#include "coordinator/history/run_store.hpp"

#include "base/utc_time.hpp"
#include "base/utf8.hpp"
#include "coordinator/history/kept_reports.hpp"
#include "coordinator/history/run_writer.hpp"
#include "coordinator/timeline/run_line.hpp"

#include <soci/soci.h>
#include <utility>

namespace oakprobe::history {
namespace {

constexpr std::size_t deployment_bytes_max = 4'096;

// The row of the table `run`, beside the path counts.
struct RunRow {
  Number number = 0;
  Number deployment = 0;
  Number started = 0;
  Number finished = 0;
  Number took = 0;
  std::string outcome;
  Number failed = 0;
};

Number milliseconds_of(const std::string& moment) {
  return std::chrono::milliseconds(parse_utc(moment).value_or(UtcSeconds())).count();
}

RunRow row_of(const diagnosis::FinishedCheck& check) {
  const diagnosis::Failures failures = failures_of(check);
  RunRow row;
  row.started = milliseconds_of(check.started);
  row.finished = milliseconds_of(check.finished);
  row.took = check.took.count();
  row.outcome = name_of(run_outcome_of(check));
  row.failed = static_cast<Number>(failures.paths);
  return row;
}

struct KnownDeployment {
  Number number = 0;
  bool same_shape = false;  // as in its last run
};

KnownDeployment know_deployment(soci::session& session, const std::string& name, Number shape) {
  KnownDeployment known;
  Number before = 0;
  session << "select id, shape from deployment where name = :name", soci::into(known.number),
      soci::into(before), soci::use(name);
  if (session.got_data()) {
    known.same_shape = before == shape;
    if (!known.same_shape)
      session << "update deployment set shape = :shape where id = :id", soci::use(shape),
          soci::use(known.number);
    return known;
  }
  session << "select coalesce(max(id), 0) + 1 from deployment", soci::into(known.number);
  session << "insert into deployment (id, name, shape) values (:id, :name, :shape)",
      soci::use(known.number), soci::use(name), soci::use(shape);
  known.same_shape = true;  // nothing of it can have vanished
  return known;
}

void insert_run(soci::session& session, const diagnosis::FinishedCheck& check, const RunRow& row) {
  const diagnosis::Summary& sums = check.summary;
  const auto number = [](std::uint64_t count) { return static_cast<Number>(count); };
  const Number paths = number(sums.paths);
  const Number open = number(sums.open);
  const Number degraded = number(sums.degraded);
  const Number blocked = number(sums.blocked);
  const Number exposed = number(sums.exposed);
  const Number closed = number(sums.closed);
  const Number unknown = number(sums.unknown);
  const Number accepted = number(sums.accepted);
  const std::string version = check.oakprobe;
  const std::string plan(name_of(check.coverage.plan));
  const Number possible = number(check.coverage.possible);
  const Number tried = number(check.coverage.tried);
  session << "insert into run (number, id, deployment, started, finished, took, oakprobe,"
             " oakestra, outcome, paths, paths_open, paths_degraded, paths_blocked,"
             " paths_exposed, paths_closed, paths_unknown, paths_accepted, paths_failed, plan,"
             " possible, tried) values (:number, :id, :deployment, :started, :finished, :took,"
             " :oakprobe, :oakestra, :outcome, :paths, :open, :degraded, :blocked, :exposed,"
             " :closed, :unknown, :accepted, :failed, :plan, :possible, :tried)",
      soci::use(row.number), soci::use(check.run_id), soci::use(row.deployment),
      soci::use(row.started), soci::use(row.finished), soci::use(row.took), soci::use(version),
      soci::use(check.inventory.release), soci::use(row.outcome), soci::use(paths), soci::use(open),
      soci::use(degraded), soci::use(blocked), soci::use(exposed), soci::use(closed),
      soci::use(unknown), soci::use(accepted), soci::use(row.failed), soci::use(plan),
      soci::use(possible), soci::use(tried);
}

}  // namespace

RunStore::RunStore(Database database, Keep keep) : database_(std::move(database)), keep_(keep) {}

OrTrouble<StoredRun> RunStore::store(
    const diagnosis::FinishedCheck& check,
    const std::string& deployment,
    const std::optional<State>& state,
    const std::optional<PackedReport>& report
) {
  RunRow row = row_of(check);
  const std::string name = to_utf8(deployment, deployment_bytes_max);
  const Number shape = shape_of(check.inventory);
  StoredRun stored;
  const auto written = database_.write([&](soci::session& session) {
    session << "select number from run where id = :id", soci::into(row.number),
        soci::use(check.run_id);
    if (session.got_data()) {
      stored = {row.number, 0, true};
      return;
    }
    names_.refresh(session);
    values_.refresh(session);
    const KnownDeployment known = know_deployment(session, name, shape);
    row.deployment = known.number;
    session << "select coalesce(max(number), 0) + 1 from run", soci::into(row.number);
    insert_run(session, check, row);
    RunWriter writer(session, check, names_, values_, known.number, row.number);
    writer.write_paths();
    if (!known.same_shape) writer.end_vanished();
    writer.write_nodes();
    writer.write_causes();
    writer.write_times(row.started / 1'000);
    if (state) put_state(session, *state);
    if (report) put_report(session, known.number, row.number, *report);
    prune(session, known.number, keep_, row.finished / 1'000);
    stored = {row.number, writer.changes(), false};
  });
  if (written) return stored;
  // What was noted in them was not written.
  names_ = {};
  values_ = {};
  return written.error();
}

}  // namespace oakprobe::history
