#pragma once

#include "coordinator/history/book.hpp"
#include "coordinator/history/track_tables.hpp"
#include "coordinator/timeline/track.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <map>
#include <memory>

namespace oakprobe::history {

// Which life it is, within its deployment.
struct TrackKey {
  TrackKind kind{};
  Number a = 0;
  Number b = 0;
  Number c = 0;

  friend auto operator<=>(const TrackKey&, const TrackKey&) = default;
};

struct StoredTrack {
  Number id = 0;
  timeline::Track track;
};

// The lives of one deployment, within one transaction that writes.
class TrackTable {
 public:
  // They outlive it.
  TrackTable(soci::session& session, const ValueBook& values, Number deployment);
  ~TrackTable();

  // Those of paths of a flow from a source, by target.
  using Row = boost::unordered_flat_map<Number, StoredTrack>;
  [[nodiscard]] Row load_row(Number flow, Number source);
  // Which there are, one after another: the first after this one; nothing after the last one.
  struct RowKey {
    Number flow = 0;
    Number source = 0;
  };
  [[nodiscard]] std::optional<RowKey> row_after(const RowKey& row);
  // One; nothing where there is none.
  [[nodiscard]] std::optional<StoredTrack> load(const TrackKey& key);
  // All of a kind.
  [[nodiscard]] std::map<TrackKey, StoredTrack> load_all(TrackKind kind);

  // Writes what a run saw, where it is another than before; null: of something new. Its id.
  Number note(
      const TrackKey& key, const StoredTrack* stored, timeline::Seen seen, timeline::RunNumber run
  );
  // So, without a life.
  [[nodiscard]] Number find_or_add(const TrackKey& key);

  // How many rows were written.
  [[nodiscard]] std::size_t changes() const { return changes_; }

 private:
  struct Statements;

  [[nodiscard]] Number add(const TrackKey& key, const timeline::Track& track);
  void end(Number track, const timeline::Ended& ended);

  soci::session& session_;
  const ValueBook& values_;
  Number deployment_;
  Number latest_ = 0;
  std::size_t changes_ = 0;
  std::unique_ptr<Statements> statements_;
};

}  // namespace oakprobe::history
