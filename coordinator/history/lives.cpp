#include "coordinator/history/lives.hpp"

#include "coordinator/history/book.hpp"
#include "coordinator/history/track_tables.hpp"

#include <soci/soci.h>
#include <utility>

namespace oakprobe::history {
namespace {

using timeline::Life;
using timeline::LifeSpan;

// All spans of the tracks that `of` chooses, with when they began and ended; `until` is 0 where one
// goes on. Named n: the track's name.
std::string select_spans(const std::string& name, const std::string& of) {
  return "select n.name, s.is_unknown, r.started, coalesce(e.started, 0), v.status, v.cause,"
         " v.places, v.accepted, v.facts from"
         " (select track, is_unknown, since, until, value from past"
         " union all select id, 0, since, 0, value from track where value <> 0"
         " union all select id, 1, unknown_since, 0, unknown_value from track"
         " where unknown_value <> 0) s"
         " join track t on t.id = s.track join deployment d on d.id = t.deployment"
         " join value v on v.id = s.value join run r on r.number = s.since"
         " left join run e on e.number = s.until join name n on n.id = " +
         name + " where d.name = :deployment and " + of + " order by n.name, s.since, s.is_unknown";
}

bool is_fine(const timeline::PathOutcome& outcome) {
  return outcome.status != diagnosis::Status::unknown &&
         timeline::trouble_of(outcome) <= timeline::Trouble::remark;
}

// A row of select_spans().
struct SpanRow {
  std::string name;
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
  span.accepted = row.value.accepted;
  span.facts = row.value.facts;
  return span;
}

// What the prepared statement, with its parameters, finds.
template <class Prepared>
void append(std::vector<Life>& lives, TrackKind kind, Prepared&& prepared) {
  SpanRow row;
  soci::statement rows =
      (prepared,
       soci::into(row.name),
       soci::into(row.is_unknown),
       soci::into(row.started),
       soci::into(row.ended),
       soci::into(row.value.status),
       soci::into(row.value.cause),
       soci::into(row.value.places),
       soci::into(row.accepted),
       soci::into(row.value.facts));
  rows.execute();
  while (rows.fetch()) {
    row.value.accepted = row.accepted != 0;
    std::string name = kind == TrackKind::agent ? "agent" : row.name;
    if (lives.empty() || lives.back().name != name) lives.push_back({std::move(name), {}});
    lives.back().spans.push_back(span_of(kind, row));
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
  const std::string one_flow = flow.value_or("");
  const Number any = flow ? 0 : 1;
  const auto read = database.read([&](soci::session& session) {
    append(
        lives,
        TrackKind::path,
        (session.prepare << select_spans(
             "t.a",
             "t.id in (select id from track where deployment = d.id and kind = 0"
             " and a in (select id from name where :any = 1 or name = :flow)"
             " and b = (select id from name where name = :source)"
             " and c = (select id from name where name = :target))"
         ),
         soci::use(deployment, "deployment"),
         soci::use(any, "any"),
         soci::use(one_flow, "flow"),
         soci::use(source, "source"),
         soci::use(target, "target"))
    );
  });
  if (!read) return read.error();
  return lives;
}

OrTrouble<std::vector<Life>> node_lives(
    Database& database, const std::string& deployment, const std::string& node
) {
  std::vector<Life> lives;
  const auto read = database.read([&](soci::session& session) {
    for (const auto& [kind, name] :
         {std::pair(TrackKind::agent, "t.a"), std::pair(TrackKind::finding, "t.c")}) {
      const auto number = static_cast<Number>(kind);
      append(
          lives,
          kind,
          (session.prepare << select_spans(
               name,
               "t.kind = :kind and"
               " t.a = (select id from name where name = :node)"
           ),
           soci::use(deployment, "deployment"),
           soci::use(number, "kind"),
           soci::use(node, "node"))
      );
    }
  });
  if (!read) return read.error();
  return lives;
}

}  // namespace oakprobe::history
