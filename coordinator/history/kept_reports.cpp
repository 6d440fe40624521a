#include "coordinator/history/kept_reports.hpp"

#include <soci/soci.h>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::history {
namespace {

struct KeptReport {
  Number run = 0;
  Number bytes = 0;
  Number is_baseline = 0;
};

// The latest first.
std::vector<KeptReport> kept_reports(soci::session& session, Number deployment) {
  std::vector<KeptReport> all;
  KeptReport one;
  soci::statement rows =
      (session.prepare << "select p.run, p.bytes, (select count(*) from stored_state s where"
                          " s.value = r.id and s.name like 'baseline/%') from report p"
                          " join run r on r.number = p.run where r.deployment = :deployment"
                          " order by p.run desc",
       soci::into(one.run),
       soci::into(one.bytes),
       soci::into(one.is_baseline),
       soci::use(deployment, "deployment"));
  rows.execute();
  while (rows.fetch()) all.push_back(one);
  return all;
}

void drop_report(soci::session& session, Number run) {
  session << "delete from report_piece where run = :run", soci::use(run);
  session << "delete from report where run = :run", soci::use(run);
}

void drop_surplus(soci::session& session, Number deployment) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (const KeptReport& one : kept_reports(session, deployment)) {
    if (one.is_baseline > 0 && count > 0) continue;
    ++count;
    bytes += static_cast<std::size_t>(one.bytes);
    const bool is_kept = count == 1 || (count <= reports_kept_max && bytes <= reports_bytes_max);
    if (!is_kept) drop_report(session, one.run);
  }
}

}  // namespace

void put_report(
    soci::session& session, Number deployment, timeline::RunNumber run, const PackedReport& report
) {
  const Number number = run;
  const auto bytes = static_cast<Number>(report.bytes());
  session << "insert into report (run, bytes) values (:run, :bytes)", soci::use(number),
      soci::use(bytes);
  Number position = 0;
  for (const std::string& piece : report.pieces) {
    ++position;
    session << "insert into report_piece (run, position, piece) values (:run, :position, :piece)",
        soci::use(number), soci::use(position), soci::use(piece);
  }
  drop_surplus(session, deployment);
}

void drop_reports_before(soci::session& session, Number deployment, Number oldest) {
  session << "delete from report_piece where run in (select number from run where deployment = :d"
             " and started < :oldest)",
      soci::use(deployment), soci::use(oldest);
  session << "delete from report where run in (select number from run where deployment = :d and"
             " started < :oldest)",
      soci::use(deployment), soci::use(oldest);
}

OrTrouble<std::optional<PackedReport>> load_report(Database& database, timeline::RunNumber run) {
  std::optional<PackedReport> report;
  const auto read = database.read([&](soci::session& session) {
    const Number number = run;
    Number bytes = 0;
    session << "select bytes from report where run = :run", soci::into(bytes), soci::use(number);
    if (!session.got_data()) return;
    report.emplace();
    std::string piece;
    soci::statement rows =
        (session.prepare << "select piece from report_piece where run = :run order by position",
         soci::into(piece),
         soci::use(number));
    rows.execute();
    std::size_t sum = 0;
    while (rows.fetch() && (sum += piece.size()) <= packed_bytes_max)
      report->pieces.push_back(std::exchange(piece, {}));
  });
  if (!read) return read.error();
  return report;
}

}  // namespace oakprobe::history
