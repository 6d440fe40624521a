#pragma once

#include "coordinator/audit/condition.hpp"
#include "inventory/audit_settings.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace oakprobe::audit {

using inventory::confirmation_runs_max;
using inventory::flap_limit_max;

// So long a change counts for flapping, in seconds.
inline constexpr std::int64_t flap_seconds = 3'600;

// When a change is believed, and when it is one too many.
struct ConfirmationRules {
  unsigned held = 2;        // runs in which it was seen, of
  unsigned runs = 3;        // the last ones that tried the path; 1 <= held <= runs
  unsigned flap_limit = 6;  // changes an hour, at least 1

  friend bool operator==(const ConfirmationRules&, const ConfirmationRules&) = default;
};

// What is told of a path.
struct Change {
  enum class Kind : std::uint8_t {
    confirmed,  // it is `now`, and held
    flapping,   // it changes too often; no change of it is told until it is
    calm,       // again, and `now`
  };

  Kind kind = Kind::confirmed;
  Condition before;  // what was believed until now
  Condition now;

  friend bool operator==(const Change&, const Change&) = default;
};

// What the last runs saw of one path, and what is believed of it: as expected, at first.
struct Remembered {
  Condition believed;
  std::deque<Condition> seen;        // the latest last; as many as count
  std::deque<std::int64_t> changes;  // when; one more than are allowed, at most
  bool flapping = false;

  friend bool operator==(const Remembered&, const Remembered&) = default;
};

// Times are in seconds of any clock; one that was set back costs no more than changes forgotten.
class Confirmation {
 public:
  Confirmation() = default;
  explicit Confirmation(Remembered remembered) : known_(std::move(remembered)) {}

  // A run tried the path, and this is what it is; unknown is no such thing. Runs are noted in their
  // order.
  [[nodiscard]] std::optional<Change> note(
      const Condition& seen, std::int64_t now, const ConfirmationRules& rules
  );

  [[nodiscard]] const Condition& believed() const { return known_.believed; }
  [[nodiscard]] bool is_flapping() const { return known_.flapping; }
  // What the last run saw is not believed yet: another look would tell more.
  [[nodiscard]] bool is_in_doubt() const;
  // As expected for all the runs that count, and calm: nothing of it needs to be kept.
  [[nodiscard]] bool is_settled(std::int64_t now) const;

  [[nodiscard]] const Remembered& remembered() const { return known_; }

 private:
  void count_change(const Condition& seen, std::int64_t now, const ConfirmationRules& rules);
  [[nodiscard]] bool has_held(const Condition& seen, const ConfirmationRules& rules) const;
  [[nodiscard]] Change begin_to_flap(const Condition& seen);
  [[nodiscard]] std::optional<Change> note_flapping(
      const Condition& seen, const ConfirmationRules& rules
  );

  Remembered known_;
};

}  // namespace oakprobe::audit
