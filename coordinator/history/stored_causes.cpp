#include "coordinator/history/stored_causes.hpp"

#include "coordinator/history/book.hpp"
#include "coordinator/history/numbers.hpp"

#include <algorithm>
#include <map>
#include <soci/soci.h>

namespace oakprobe::history {
namespace {

using timeline::RunLine;

// Of one path: when the run began that began what held in the run `:run`; an unknown stands before
// what was known before it. Each part by itself names the track, as in lives.cpp.
constexpr const char* select_begin =
    "select r.started from"
    " (select 0 as is_unknown, since from track where id = :track and value <> 0 and since <= :run"
    " union all select 1, unknown_since from track where id = :track and unknown_value <> 0 and"
    " unknown_since <= :run"
    " union all select is_unknown, since from past where track = :track and since <= :run and"
    " until > :run) s join run r on r.number = s.since order by s.is_unknown desc limit 1";

constexpr const char* select_track =
    "select id from track where deployment = :deployment and kind = 0 and a = :a and b = :b and"
    " c = :c";

class Begins {
 public:
  Begins(soci::session& session, const RunLine& run)
      : session_(session),
        run_(run.number),
        deployment_(find_deployment(session, run.deployment)),
        find_track_(
            (session.prepare << select_track,
             soci::into(track_),
             soci::use(deployment_, "deployment"),
             soci::use(flow_, "a"),
             soci::use(source_, "b"),
             soci::use(target_, "c"))
        ),
        find_begin_(
            (session.prepare << select_begin,
             soci::into(started_),
             soci::use(track_, "track"),
             soci::use(run_, "run"))
        ) {}
  Begins(const Begins&) = delete;
  Begins& operator=(const Begins&) = delete;

  std::optional<UtcSeconds> of(const PathNames& path) {
    flow_ = number_of(path.flow);
    source_ = number_of(path.source);
    target_ = number_of(path.target);
    if (!find_track_.execute(true) || !find_begin_.execute(true)) return std::nullopt;
    return UtcSeconds(started_ / 1'000);
  }

 private:
  // 0: nobody ever wrote it down.
  Number number_of(const std::string& name) {
    const auto [known, is_new] = numbers_.try_emplace(name, 0);
    if (is_new) known->second = find_name(session_, name);
    return known->second;
  }

  soci::session& session_;
  Number run_;
  Number deployment_;
  Number flow_ = 0;
  Number source_ = 0;
  Number target_ = 0;
  Number track_ = 0;
  Number started_ = 0;
  soci::statement find_track_;
  soci::statement find_begin_;
  std::map<std::string, Number> numbers_;
};

// A row of the table `cause`, with its names.
struct CauseRow {
  Value value;
  std::string node;
  std::string router;
  Number paths = 0;
  Number unjudged = 0;
  PathNames first;
};

StoredCause cause_of(const CauseRow& row) {
  const auto count = [](Number number) {
    return static_cast<std::uint64_t>(std::max<Number>(0, number));
  };
  return {
      outcome_of(row.value),
      row.node,
      row.router,
      count(row.paths),
      count(row.unjudged),
      row.first};
}

}  // namespace

OrTrouble<std::vector<StoredCause>> causes_of(Database& database, const RunLine& run) {
  std::vector<StoredCause> causes;
  const auto read = database.read([&](soci::session& session) {
    const Number number = run.number;
    CauseRow row;
    soci::statement rows =
        (session.prepare << "select v.status, v.cause, v.places, coalesce(n.name, ''), c.router,"
                            " c.paths, c.unjudged, f.name, s.name, t.name from cause c"
                            " join value v on v.id = c.value left join name n on n.id = c.node"
                            " join name f on f.id = c.flow join name s on s.id = c.source"
                            " join name t on t.id = c.target where c.run = :run"
                            " order by c.position",
         soci::into(row.value.status),
         soci::into(row.value.cause),
         soci::into(row.value.places),
         soci::into(row.node),
         soci::into(row.router),
         soci::into(row.paths),
         soci::into(row.unjudged),
         soci::into(row.first.flow),
         soci::into(row.first.source),
         soci::into(row.first.target),
         soci::use(number, "run"));
    rows.execute();
    while (rows.fetch()) causes.push_back(cause_of(row));
  });
  if (!read) return read.error();
  return causes;
}

OrTrouble<std::vector<std::optional<UtcSeconds>>> known_since(
    Database& database, const RunLine& run, const std::vector<std::vector<PathNames>>& groups
) {
  std::vector<std::optional<UtcSeconds>> all;
  const auto read = database.read([&](soci::session& session) {
    Begins begins(session, run);
    for (const std::vector<PathNames>& paths : groups) {
      std::optional<UtcSeconds>& since = all.emplace_back();
      for (const PathNames& path : paths) {
        const auto begin = begins.of(path);
        if (begin) since = std::min(since.value_or(*begin), *begin);
      }
    }
  });
  if (!read) return read.error();
  return all;
}

}  // namespace oakprobe::history
