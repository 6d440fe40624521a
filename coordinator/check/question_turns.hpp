#pragma once

#include "base/ids.hpp"
#include "base/protocol.hpp"
#include "base/rotation.hpp"
#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace oakprobe::check {

// Who of the fleet asks a running service. Three sources ask at first; the others wait for what
// those heard, ask where it answers at once, and only connect where it is slow: what is busy is not
// asked by a thousand workers. Pure.
inline constexpr std::size_t first_askers = 3;

using ServicePort = std::pair<NodeId, ListenPort>;

// The paths that wait: those that would ask a service which three others ask before them, in the
// order of the rotation. `dials` tells, by NodeId, who can dial. Positions in the check's paths,
// ascending.
[[nodiscard]] std::vector<std::uint32_t> later_questions(
    const diagnosis::FinishedCheck& check,
    const std::vector<bool>& dials,
    const Rotation& rotation,
    const ProbeLimits& limits
);

// The services that were slow for at least two sources, so that no single one decides what others
// do: silent, or answering as themselves and in fewer attempts than connected, since one that takes
// longer than 100 ms is not asked again (probe-agent/dial/path_dial.hpp).
[[nodiscard]] std::set<ServicePort> slow_services(const diagnosis::FinishedCheck& check);

}  // namespace oakprobe::check
