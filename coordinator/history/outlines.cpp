#include "coordinator/history/outlines.hpp"

#include "coordinator/history/book.hpp"
#include "coordinator/history/rollup.hpp"
#include "coordinator/history/track_tables.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <soci/soci.h>
#include <string>

namespace oakprobe::history {
namespace {

using timeline::Outline;
using timeline::RunLine;

// Every span that held in the run. Columns: track, is_unknown, value.
constexpr std::string_view spans_at =
    "(select id as track, 0 as is_unknown, value from track where value <> 0 and since <= :run"
    " union all select id, 1, unknown_value from track where unknown_value <> 0 and"
    " unknown_since <= :run"
    " union all select track, is_unknown, value from past where since <= :run and until > :run)";

// Tracks of which a span began or ended after the run `first`, up to `last`.
constexpr std::string_view tracks_changed =
    "(select id from track where (since > :first and since <= :last) or"
    " (unknown_since > :first and unknown_since <= :last)"
    " union select track from past where since > :first and since <= :last"
    " union select track from past where until > :first and until <= :last)";

struct Books {
  NameBook names;
  ValueBook values;
};

struct Range {
  Number first = 0;
  Number last = 0;
};

void add_paths(
    Outline& outline,
    soci::session& session,
    const Books& books,
    const RunLine& run,
    const std::optional<Range>& changed
) {
  Number track = 0;
  Number is_unknown = 0;
  Number value = 0;
  std::array<Number, 3> names{};
  const Number number = run.number;
  const Range range = changed.value_or(Range{0, std::numeric_limits<Number>::max()});
  std::string query = "select s.track, s.is_unknown, s.value, t.a, t.b, t.c from " +
                      std::string(spans_at) +
                      " s join track t on t.id = s.track join deployment d on d.id = t.deployment"
                      " where d.name = :deployment and t.kind = 0";
  query += changed ? " and t.id in " + std::string(tracks_changed)
                   : " and :first <= :last";  // so that it has the same parameters
  soci::statement rows =
      (session.prepare << query,
       soci::into(track),
       soci::into(is_unknown),
       soci::into(value),
       soci::into(names[0]),
       soci::into(names[1]),
       soci::into(names[2]),
       soci::use(number, "run"),
       soci::use(run.deployment, "deployment"),
       soci::use(range.first, "first"),
       soci::use(range.last, "last"));
  rows.execute();
  boost::unordered_flat_map<Number, std::size_t> places;  // a path may have two spans
  while (rows.fetch()) {
    const auto [place, is_new] = places.try_emplace(track, outline.paths.size());
    if (is_new)
      outline.paths.push_back(
          {outline.keep(books.names.name(names[0])),
           outline.keep(books.names.name(names[1])),
           outline.keep(books.names.name(names[2])),
           {},
           {},
           {}}
      );
    timeline::OutlinedPath& path = outline.paths[place->second];
    (is_unknown != 0 ? path.unknown : path.known) = outcome_of(books.values.value(value));
  }
}

// Those whose agents it knows of.
void add_nodes(Outline& outline, soci::session& session, const Books& books, const RunLine& run) {
  Number name = 0;
  const Number number = run.number;
  const Number agent = static_cast<Number>(TrackKind::agent);
  soci::statement rows =
      (session.prepare << "select t.a from " + std::string(spans_at) +
                              " s join track t on t.id = s.track join deployment d on"
                              " d.id = t.deployment where d.name = :deployment and t.kind = :kind",
       soci::into(name),
       soci::use(number, "run"),
       soci::use(run.deployment, "deployment"),
       soci::use(agent, "kind"));
  rows.execute();
  while (rows.fetch()) outline.nodes.push_back(outline.keep(books.names.name(name)));
}

// Of that run; where that is no longer kept, of its hour or its day.
void add_times(Outline& outline, soci::session& session, const Books& books, const RunLine& run) {
  Number grain = 0;
  Number begin = 0;
  std::array<Number, 3> names{};
  Number sum = 0;
  Number count = 0;
  const Number crossing = static_cast<Number>(TrackKind::crossing);
  soci::statement rows =
      (session.prepare << "select t.a, t.b, t.c, u.rtt_sum, u.rtt_count from track t"
                          " join deployment d on d.id = t.deployment"
                          " join rollup u on u.track = t.id where d.name = :deployment and"
                          " t.kind = :kind and u.grain = :grain and u.at = :at and"
                          " u.rtt_count > 0",
       soci::into(names[0]),
       soci::into(names[1]),
       soci::into(names[2]),
       soci::into(sum),
       soci::into(count),
       soci::use(run.deployment, "deployment"),
       soci::use(crossing, "kind"),
       soci::use(grain, "grain"),
       soci::use(begin, "at"));
  for (const auto& [one, seconds] : grains) {
    grain = static_cast<Number>(one);
    begin = run.started.count() - run.started.count() % seconds;
    rows.execute();
    while (rows.fetch())
      outline.times.push_back(
          {outline.keep(books.names.name(names[0])),
           outline.keep(books.names.name(names[1])),
           outline.keep(books.names.name(names[2])),
           static_cast<std::uint32_t>(
               std::clamp<Number>(sum / count, 0, std::numeric_limits<std::uint32_t>::max())
           )}
      );
    if (!outline.times.empty()) return;
  }
}

Outline outline_of_run(
    soci::session& session,
    const Books& books,
    const RunLine& run,
    const std::optional<Range>& changed
) {
  Outline outline;
  outline.head = {run.id, run.started, run.deployment};
  add_paths(outline, session, books, run, changed);
  add_nodes(outline, session, books, run);
  add_times(outline, session, books, run);
  outline.sort();
  return outline;
}

Books read_books(soci::session& session) {
  Books books;
  books.names.refresh(session);
  books.values.refresh(session);
  return books;
}

}  // namespace

OrTrouble<Outline> outline_at(Database& database, const RunLine& run) {
  Outline outline;
  const auto read = database.read([&](soci::session& session) {
    outline = outline_of_run(session, read_books(session), run, std::nullopt);
  });
  if (!read) return read.error();
  return outline;
}

OrTrouble<std::pair<Outline, Outline>> outlines_between(
    Database& database, const RunLine& before, const RunLine& after
) {
  std::pair<Outline, Outline> outlines;
  const auto [first, last] = std::minmax(before.number, after.number);
  const Range range{first, last};
  const auto read = database.read([&](soci::session& session) {
    const Books books = read_books(session);
    outlines.first = outline_of_run(session, books, before, range);
    outlines.second = outline_of_run(session, books, after, range);
  });
  if (!read) return read.error();
  return outlines;
}

}  // namespace oakprobe::history
