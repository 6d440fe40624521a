#include "coordinator/history/lives.hpp"

#include "coordinator/history/book.hpp"
#include "coordinator/history/numbers.hpp"
#include "coordinator/history/track_tables.hpp"

#include <soci/soci.h>
#include <utility>

namespace oakprobe::history {
namespace {

using timeline::Life;
using timeline::LifeSpan;

// A life whose spans are to be read, and the number of its name.
struct NamedTrack {
  Number id = 0;
  Number name = 0;
};

// Its spans, and when they began and ended; `until` is 0 where one goes on. Each part by itself
// names the track: a database would else put all lives together first.
constexpr const char* select_spans =
    "select s.is_unknown, r.started, coalesce(e.started, 0), v.status, v.cause, v.places,"
    " v.accepted, v.facts from"
    " (select is_unknown, since, until, value from past where track = :track"
    " union all select 0, since, 0, value from track where id = :track and value <> 0"
    " union all select 1, unknown_since, 0, unknown_value from track"
    " where id = :track and unknown_value <> 0) s"
    " join value v on v.id = s.value join run r on r.number = s.since"
    " left join run e on e.number = s.until order by s.since, s.is_unknown";

bool is_fine(const timeline::PathOutcome& outcome) {
  return outcome.status != diagnosis::Status::unknown &&
         timeline::trouble_of(outcome) <= timeline::Trouble::remark;
}

// A row of select_spans.
struct SpanRow {
  Number is_unknown = 0;
  Number started = 0;
  Number ended = 0;
  Number accepted = 0;
  Value value;
};

LifeSpan span_of(TrackKind kind, const SpanRow& row) {
  LifeSpan span;
  span.unknown = row.is_unknown != 0;
  span.since = UtcSeconds(row.started / 1'000);
  if (row.ended != 0) span.until = UtcSeconds(row.ended / 1'000);
  const timeline::PathOutcome outcome = outcome_of(row.value);
  const bool is_path = kind == TrackKind::path;
  span.fine = is_path ? is_fine(outcome) : row.value.status == "reached";
  span.words = is_path ? timeline::outcome_text(outcome) : row.value.status;
  span.status = row.value.status;
  span.cause = row.value.cause;
  span.places = row.value.places;
  span.accepted = row.accepted != 0;
  span.facts = row.value.facts;
  return span;
}

// The prepared statement, with its parameters, finds tracks and their names.
template <class Prepared>
std::vector<NamedTrack> find_tracks(Prepared&& prepared) {
  std::vector<NamedTrack> tracks;
  NamedTrack track;
  soci::statement rows = (prepared, soci::into(track.id), soci::into(track.name));
  rows.execute();
  while (rows.fetch()) tracks.push_back(track);
  return tracks;
}

void append(
    std::vector<Life>& lives,
    TrackKind kind,
    soci::session& session,
    const std::vector<NamedTrack>& tracks
) {
  Number track = 0;
  SpanRow row;
  soci::statement rows =
      (session.prepare << select_spans,
       soci::into(row.is_unknown),
       soci::into(row.started),
       soci::into(row.ended),
       soci::into(row.value.status),
       soci::into(row.value.cause),
       soci::into(row.value.places),
       soci::into(row.accepted),
       soci::into(row.value.facts),
       soci::use(track, "track"));
  for (const NamedTrack& one : tracks) {
    Life& life = lives.emplace_back();
    life.name = "agent";
    if (kind != TrackKind::agent)
      session << "select name from name where id = :id", soci::into(life.name), soci::use(one.name);
    track = one.id;
    rows.execute();
    while (rows.fetch()) life.spans.push_back(span_of(kind, row));
  }
}

}  // namespace

OrTrouble<std::vector<Life>> path_lives(
    Database& database,
    const std::string& deployment,
    const std::string& source,
    const std::string& target,
    const std::optional<std::string>& flow
) {
  std::vector<Life> lives;
  const auto read = database.read([&](soci::session& session) {
    const Number of = find_deployment(session, deployment);
    const Number from = find_name(session, source);
    const Number to = find_name(session, target);
    const Number one_flow = flow ? find_name(session, *flow) : 0;
    if (flow && one_flow == 0) return;
    // Names are few beside the tracks, of all of which SQLite's planner would ask whether they are
    // it: a cross join goes through names first.
    const auto tracks = find_tracks(
        (session.prepare << "select t.id, t.a from name n cross join track t where t.deployment ="
                            " :deployment and t.kind = 0 and t.a = n.id and t.b = :source and"
                            " t.c = :target and (:flow = 0 or n.id = :flow) order by n.name",
         soci::use(of, "deployment"),
         soci::use(from, "source"),
         soci::use(to, "target"),
         soci::use(one_flow, "flow"))
    );
    append(lives, TrackKind::path, session, tracks);
  });
  if (!read) return read.error();
  return lives;
}

OrTrouble<std::vector<Life>> node_lives(
    Database& database, const std::string& deployment, const std::string& node
) {
  std::vector<Life> lives;
  const auto read = database.read([&](soci::session& session) {
    const Number of = find_deployment(session, deployment);
    const Number name = find_name(session, node);
    for (const TrackKind kind : {TrackKind::agent, TrackKind::finding}) {
      const auto number = static_cast<Number>(kind);
      const auto tracks = find_tracks(
          (session.prepare << "select id, c from track where deployment = :deployment and kind ="
                              " :kind and a = :node order by c",
           soci::use(of, "deployment"),
           soci::use(number, "kind"),
           soci::use(name, "node"))
      );
      append(lives, kind, session, tracks);
    }
  });
  if (!read) return read.error();
  return lives;
}

}  // namespace oakprobe::history
