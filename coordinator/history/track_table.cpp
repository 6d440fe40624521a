#include "coordinator/history/track_table.hpp"

#include <soci/soci.h>
#include <string>
#include <vector>

namespace oakprobe::history {
namespace {

constexpr std::size_t rows_at_once = 512;

constexpr const char* columns = "id, a, b, c, value, since, unknown_value, unknown_since";

// A row of the table `track`.
struct TrackRow {
  Number id = 0;
  Number kind = 0;
  Number a = 0;
  Number b = 0;
  Number c = 0;
  Number value = 0;
  Number since = 0;
  Number unknown_value = 0;
  Number unknown_since = 0;

  void put(const timeline::Track& track) {
    value = track.known ? track.known->value : 0;
    since = track.known ? track.known->since : 0;
    unknown_value = track.unknown ? track.unknown->value : 0;
    unknown_since = track.unknown ? track.unknown->since : 0;
  }
};

StoredTrack stored_track(Number id, Number value, Number since, Number unknown, Number from) {
  StoredTrack stored;
  stored.id = id;
  if (value != 0) stored.track.known = timeline::Span{since, value};
  if (unknown != 0) stored.track.unknown = timeline::Span{from, unknown};
  return stored;
}

}  // namespace

// Prepared once for all rows: they read and write these variables.
struct TrackTable::Statements {
  Statements(soci::session& session, Number& deployment)
      : select_row(
            (session.prepare << "select id, c, value, since, unknown_value, unknown_since from"
                                " track where deployment = :d and kind = 0 and a = :a and b = :b",
             soci::into(ids),
             soci::into(targets),
             soci::into(known),
             soci::into(since),
             soci::into(unknown),
             soci::into(unknown_since),
             soci::use(deployment),
             soci::use(row.a),
             soci::use(row.b))
        ),
        select_next(
            (session.prepare << "select a, b from track where deployment = :d and kind = 0 and"
                                " (a, b) > (:a, :b) order by a, b limit 1",
             soci::into(found.a),
             soci::into(found.b),
             soci::use(deployment),
             soci::use(row.a),
             soci::use(row.b))
        ),
        select_one(
            (session.prepare << "select id, value, since, unknown_value, unknown_since from track"
                                " where deployment = :d and kind = :k and a = :a and b = :b"
                                " and c = :c",
             soci::into(found.id),
             soci::into(found.value),
             soci::into(found.since),
             soci::into(found.unknown_value),
             soci::into(found.unknown_since),
             soci::use(deployment),
             soci::use(row.kind),
             soci::use(row.a),
             soci::use(row.b),
             soci::use(row.c))
        ),
        insert(
            (session.prepare << "insert into track (id, deployment, kind, a, b, c, value, since,"
                                " unknown_value, unknown_since) values (:id, :d, :k, :a, :b, :c,"
                                " :value, :since, :unknown, :unknown_since)",
             soci::use(row.id),
             soci::use(deployment),
             soci::use(row.kind),
             soci::use(row.a),
             soci::use(row.b),
             soci::use(row.c),
             soci::use(row.value),
             soci::use(row.since),
             soci::use(row.unknown_value),
             soci::use(row.unknown_since))
        ),
        update(
            (session.prepare << "update track set value = :value, since = :since, unknown_value ="
                                " :unknown, unknown_since = :unknown_since where id = :id",
             soci::use(row.value),
             soci::use(row.since),
             soci::use(row.unknown_value),
             soci::use(row.unknown_since),
             soci::use(row.id))
        ),
        end(
            (session.prepare << "insert into past (track, is_unknown, since, until, value)"
                                " values (:track, :is_unknown, :since, :until, :value)",
             soci::use(row.id),
             soci::use(is_unknown),
             soci::use(ended.since),
             soci::use(until),
             soci::use(ended.value))
        ) {}

  void resize(std::size_t size) {
    for (auto* column : {&ids, &targets, &known, &since, &unknown, &unknown_since})
      column->resize(size);
  }

  TrackRow row;
  TrackRow found;
  struct {
    Number since = 0;
    Number value = 0;
  } ended;
  Number until = 0;
  Number is_unknown = 0;
  std::vector<Number> ids = std::vector<Number>(rows_at_once);
  std::vector<Number> targets = ids;
  std::vector<Number> known = ids;
  std::vector<Number> since = ids;
  std::vector<Number> unknown = ids;
  std::vector<Number> unknown_since = ids;
  soci::statement select_row;
  soci::statement select_next;
  soci::statement select_one;
  soci::statement insert;
  soci::statement update;
  soci::statement end;
};

TrackTable::TrackTable(soci::session& session, const ValueBook& values, Number deployment)
    : session_(session), values_(values), deployment_(deployment) {
  session_ << "select coalesce(max(id), 0) from track", soci::into(latest_);
  statements_ = std::make_unique<Statements>(session_, deployment_);
}

TrackTable::~TrackTable() = default;

TrackTable::Row TrackTable::load_row(Number flow, Number source) {
  Statements& all = *statements_;
  all.row.a = flow;
  all.row.b = source;
  Row row;
  all.resize(rows_at_once);
  all.select_row.execute();
  while (all.select_row.fetch()) {
    for (std::size_t at = 0; at < all.ids.size(); ++at)
      row.emplace(
          all.targets[at],
          stored_track(
              all.ids[at], all.known[at], all.since[at], all.unknown[at], all.unknown_since[at]
          )
      );
    all.resize(rows_at_once);
  }
  return row;
}

std::optional<TrackTable::RowKey> TrackTable::row_after(const RowKey& row) {
  Statements& all = *statements_;
  all.row.a = row.flow;
  all.row.b = row.source;
  if (!all.select_next.execute(true)) return std::nullopt;
  return RowKey{all.found.a, all.found.b};
}

std::optional<StoredTrack> TrackTable::load(const TrackKey& key) {
  Statements& all = *statements_;
  all.row.kind = static_cast<Number>(key.kind);
  all.row.a = key.a;
  all.row.b = key.b;
  all.row.c = key.c;
  if (!all.select_one.execute(true)) return std::nullopt;
  const TrackRow& found = all.found;
  return stored_track(found.id, found.value, found.since, found.unknown_value, found.unknown_since);
}

std::map<TrackKey, StoredTrack> TrackTable::load_all(TrackKind kind) {
  std::map<TrackKey, StoredTrack> tracks;
  const auto number = static_cast<Number>(kind);
  TrackRow row;
  soci::statement rows =
      (session_.prepare << std::string("select ") + columns +
                               " from track where deployment = :d and kind = :k",
       soci::into(row.id),
       soci::into(row.a),
       soci::into(row.b),
       soci::into(row.c),
       soci::into(row.value),
       soci::into(row.since),
       soci::into(row.unknown_value),
       soci::into(row.unknown_since),
       soci::use(deployment_),
       soci::use(number));
  rows.execute();
  while (rows.fetch())
    tracks.emplace(
        TrackKey{kind, row.a, row.b, row.c},
        stored_track(row.id, row.value, row.since, row.unknown_value, row.unknown_since)
    );
  return tracks;
}

Number TrackTable::note(
    const TrackKey& key, const StoredTrack* stored, timeline::Seen seen, timeline::RunNumber run
) {
  timeline::Track track = stored != nullptr ? stored->track : timeline::Track();
  // What differs in its facts alone is what it was.
  const auto& before = seen.sight == timeline::Sight::unknown ? track.unknown : track.known;
  if (before && values_.are_alike(before->value, seen.value)) seen.value = before->value;
  const timeline::Ended ended = timeline::note(track, seen, run);
  if (stored == nullptr) return add(key, track);
  if (track == stored->track) return stored->id;
  TrackRow& row = statements_->row;
  row.put(track);
  row.id = stored->id;
  statements_->update.execute(true);
  end(stored->id, ended);
  ++changes_;
  return stored->id;
}

Number TrackTable::find_or_add(const TrackKey& key) {
  const auto known = load(key);
  return known ? known->id : add(key, {});
}

Number TrackTable::add(const TrackKey& key, const timeline::Track& track) {
  TrackRow& row = statements_->row;
  row.put(track);
  row.id = ++latest_;
  row.kind = static_cast<Number>(key.kind);
  row.a = key.a;
  row.b = key.b;
  row.c = key.c;
  statements_->insert.execute(true);
  ++changes_;
  return row.id;
}

void TrackTable::end(Number track, const timeline::Ended& ended) {
  Statements& all = *statements_;
  all.row.id = track;
  all.until = ended.until;
  for (const auto* span : {&ended.known, &ended.unknown}) {
    if (!*span) continue;
    all.is_unknown = span == &ended.unknown ? 1 : 0;
    all.ended = {(*span)->since, (*span)->value};
    all.end.execute(true);
    ++changes_;
  }
}

}  // namespace oakprobe::history
