#pragma once

#include "rules/packet.hpp"
#include "rules/ruleset.hpp"
#include "rules/truth.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::rules {

// Where a packet can end. Points into the ruleset.
struct Ending {
  const Table* table = nullptr;
  const Chain* chain = nullptr;
  const Rule* rule = nullptr;  // nullptr: the chain's policy
  // Yes: it comes here, and here it ends. Never no.
  Truth certainty = Truth::not_known;
  // How many packets ended here since `before`; nullopt: nobody counted just those.
  std::optional<std::uint64_t> rise;
};

struct WalkResult {
  std::vector<Ending> endings;  // each once, in the order of the walk
  bool may_pass = true;         // not all ways through the rules end
  // False: the counters speak against this reading, or the rules are too many: nothing follows.
  bool is_sound = true;
};

// The ways through a packet filter that a packet can take. With `before`, an earlier reading of the
// same filter, a rule whose counter stood still was one that no packet came to.
[[nodiscard]] WalkResult walk(
    const Packet& packet, const Ruleset& rules, const Ruleset* before = nullptr
);

}  // namespace oakprobe::rules
