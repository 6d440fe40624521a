#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/history/book.hpp"
#include "coordinator/history/rollup.hpp"
#include "coordinator/history/track_table.hpp"
#include "coordinator/timeline/track.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace oakprobe::history {

// Writes the lives of one run, within a transaction. All that it is given outlives it.
class RunWriter {
 public:
  RunWriter(
      soci::session& session,
      const diagnosis::FinishedCheck& check,
      NameBook& names,
      ValueBook& values,
      Number deployment,
      timeline::RunNumber run
  );

  void write_paths();
  // Of paths that the inventory has no longer. To be done where it expects others than before.
  void end_vanished();
  void write_nodes();
  void write_causes();
  // What write_paths() summed up. `at`: when the run began, in seconds since 1970.
  void write_times(Number at);

  [[nodiscard]] std::size_t changes() const { return tracks_.changes(); }

 private:
  void write_path(std::size_t position, const PathId& id, const StoredTrack* stored);
  void sum_up(std::size_t position, const PathId& id, const diagnosis::PathState& state);
  void write_findings(const std::map<Number, NodeId>& here);
  // That a finding of this value concerns, of the inventory's; nullopt: it can't be read.
  [[nodiscard]] std::optional<std::vector<FlowId>> flows_of_value(Number value) const;
  [[nodiscard]] Number value_of_state(const diagnosis::PathState& state);

  soci::session& session_;
  const diagnosis::FinishedCheck& check_;
  NameBook& names_;
  ValueBook& values_;
  timeline::RunNumber run_;
  TrackTable tracks_;
  std::vector<Number> nodes_;     // by NodeId
  std::vector<Number> clusters_;  // so
  std::vector<Number> flows_;     // by FlowId
  // Most paths have one of a few judgements, which the check keeps once.
  boost::unordered_flat_map<const diagnosis::Judgement*, std::array<Number, 2>> known_;
  Rollups crossings_;
  Rollups timed_paths_;
};

// A sum over what decides which paths an inventory expects: names, places, flows.
[[nodiscard]] Number shape_of(const inventory::Inventory& inventory);

}  // namespace oakprobe::history
