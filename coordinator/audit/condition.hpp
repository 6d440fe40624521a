#pragma once

#include "coordinator/diagnosis/judgement.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "inventory/path_name.hpp"

#include <optional>

namespace oakprobe::audit {

using inventory::PathName;

// What a run saw of a path, as far as somebody is told when it changes.
struct Condition {
  diagnosis::Status status = diagnosis::Status::open;
  std::optional<diagnosis::Cause> cause;
  diagnosis::SegmentSet where;

  friend bool operator==(const Condition&, const Condition&) = default;

  // As diagnosis::is_as_expected().
  [[nodiscard]] bool as_expected() const {
    return (status == diagnosis::Status::open && !cause) || status == diagnosis::Status::closed;
  }
};

[[nodiscard]] inline Condition condition_of(const diagnosis::Judgement& judgement) {
  return {judgement.status, judgement.cause, judgement.where};
}

// The same trouble, or both none. Cause and segments may differ: what is blocked for another reason
// is as blocked as before.
[[nodiscard]] inline bool are_alike(const Condition& one, const Condition& other) {
  return one.as_expected() ? other.as_expected()
                           : !other.as_expected() && one.status == other.status;
}

}  // namespace oakprobe::audit
