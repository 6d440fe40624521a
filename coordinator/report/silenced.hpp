#pragma once

#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "base/utc_time.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/json_text.hpp"
#include "inventory/silences.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::report {

inline constexpr std::size_t silences_told_max = 20;  // for a person; all are in the JSON report

// What a silence does.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    SilenceState,
    std::uint8_t,
    muting,  // something that is not as expected
    idle,    // nothing that was tried is wrong and its own
    over,
    empty  // the inventory expects no path that it is of
)

// What the silences of its inventory keep from being an alert, by the time at which the check was
// over. They change no verdict, no count and no exit code.
class Silenced {
 public:
  // The check outlives it.
  explicit Silenced(const diagnosis::FinishedCheck& check);

  // As inventory.audit.silence has them.
  struct One {
    SilenceState state{};
    std::size_t paths = 0;         // that it mutes, of those that are not as expected
    std::set<std::size_t> causes;  // into FinishedCheck::causes: whose paths these are
  };
  [[nodiscard]] const std::vector<One>& silences() const { return silences_; }

  // Of a common cause: how many of its paths are muted. All: so is its alert.
  [[nodiscard]] std::size_t paths_of(std::size_t cause) const { return muted_of_[cause]; }

  // A path that is not as expected.
  [[nodiscard]] bool mutes(std::size_t path) const;

  // By which: "node w3 until 2026-12-01T00:00:00Z (is being moved)". Empty: by none. "2 of 3 paths,
  // by …": the others are told.
  [[nodiscard]] std::string text_of_cause(std::size_t cause) const;
  // The same of a path that is not as expected.
  [[nodiscard]] std::string text_of_path(std::size_t path) const;

 private:
  const diagnosis::FinishedCheck& check_;
  inventory::Silences active_;
  std::vector<One> silences_;
  std::vector<std::size_t> muted_of_;
};

// What it is of, until when, and why: "flow worker-tunnel, node w3 until 2026-12-01T00:00:00Z (is
// being moved)".
[[nodiscard]] std::string silence_text(const inventory::Silence& silence);

// So for the JSON report, with what it does.
[[nodiscard]] Json silence_json(const inventory::Silence& silence, const Silenced::One& effect);

// Why one that is over or empty mutes nothing, as a clause.
[[nodiscard]] std::string_view words_of(SilenceState state);

// Of a silence before anything was tried: over, empty or idle.
[[nodiscard]] SilenceState state_of(
    const inventory::Inventory& inventory, const inventory::Silence& silence, UtcSeconds now
);

}  // namespace oakprobe::report
