#pragma once

#include "coordinator/audit/confirmation.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::audit {

// Paths that are kept; of those that go wrong beyond, no change is told.
inline constexpr std::size_t paths_watched_max = 50'000;

struct PathChange {
  PathName path;
  Change change;

  friend bool operator==(const PathChange&, const PathChange&) = default;
};

// What is believed of all paths of a deployment: of most, that they are as expected, and of those
// nothing is kept. Times are in seconds since 1970.
class Watch {
 public:
  using Paths = std::map<PathName, Confirmation>;

  explicit Watch(const ConfirmationRules& rules) : rules_(rules) {}

  // What was kept of an earlier one.
  void remember(Paths paths) { paths_ = std::move(paths); }
  void follow(const ConfirmationRules& rules) { rules_ = rules; }

  // A run, or another look at some paths, is over. What it did not try, or could not tell, is as it
  // was. Changes are in order of their paths' names.
  [[nodiscard]] std::vector<PathChange> note(
      const diagnosis::FinishedCheck& check, std::int64_t now
  );

  // The inventory is another one: paths that it does not have are forgotten.
  void keep_paths_of(const inventory::Inventory& inventory);

  // What this run, noted last, saw, and is not believed yet: paths that another look would tell
  // more of, in ascending order, spread over all if they are more than so many. None that it could
  // not tell: another look could not either.
  [[nodiscard]] std::vector<PathId> in_doubt(
      const diagnosis::FinishedCheck& check, std::size_t most
  ) const;

  // Whether a path of the check is believed not to be as expected: its trouble was confirmed.
  [[nodiscard]] bool is_troubled(const diagnosis::FinishedCheck& check, const PathId& path) const;
  // Of each common cause of the check, whether a path of it is.
  [[nodiscard]] std::vector<bool> confirmed_causes(const diagnosis::FinishedCheck& check) const;

  [[nodiscard]] const Paths& paths() const { return paths_; }
  [[nodiscard]] std::size_t flapping() const;
  // Paths of the last run that there was no room for.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  ConfirmationRules rules_;
  Paths paths_;
  std::size_t left_out_ = 0;
};

// As a text, to survive a restart, and back; nullopt: it is none, or a newer Oakprobe's.
inline constexpr std::size_t watch_bytes_max = std::size_t{64} * 1024 * 1024;
[[nodiscard]] std::string to_text(const Watch& watch);
[[nodiscard]] std::optional<Watch::Paths> parse_watched_paths(std::string_view text);

}  // namespace oakprobe::audit
