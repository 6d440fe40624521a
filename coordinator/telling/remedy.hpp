#pragma once

#include "coordinator/diagnosis/joined_fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/repair.hpp"
#include "coordinator/telling/segment_remedy.hpp"

#include <optional>
#include <string>

namespace oakprobe::telling {

// What to change. is_own: it is about a router's forward, or what a tunnel travels in, so that no
// other path has the same.
struct Remedy {
  std::string text;
  bool is_own = false;
  std::optional<Repair> repair{};  // of which the text is made
};

// Loss that goes by source port.
[[nodiscard]] std::string dead_member_remedy(const Names& names);

// Which rules to look at where the target's own lead its port elsewhere.
[[nodiscard]] std::string redirection_remedy(const Names& names);

[[nodiscard]] RemedyScope scope_of(const Scene& scene);

// What to change, for a path whose attempts failed like this.
[[nodiscard]] Remedy remedy_of(const Scene& scene, const JoinedFate& joined);

}  // namespace oakprobe::telling
