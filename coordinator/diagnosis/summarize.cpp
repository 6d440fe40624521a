#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/fleet_mtu.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

bool is_accepted(
    const inventory::Inventory& inventory, const PathId& path, const Judgement& judgement
) {
  return judgement.status == Status::unknown &&
         (judgement.not_needed || inventory.node(path.source).intermittent ||
          inventory.node(path.target).intermittent);
}

bool is_as_expected(const Judgement& judgement) {
  return judgement.status == Status::closed ||
         (judgement.status == Status::open && !judgement.cause);
}

void summarize(FinishedCheck& check) {
  agree_on_tunnel_mtu(check);
  check.summary = {};
  check.summary.paths = check.paths.size();
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    const PathState& path = check.paths.state_at(index);
    const Status status = path.verdict->status;
    const bool accepted = status == Status::unknown &&
                          is_accepted(check.inventory, check.paths.id_at(index), *path.verdict);
    if (accepted != path.accepted) check.paths.edit(index)->accepted = accepted;
    Summary& summary = check.summary;
    summary.accepted += accepted ? 1 : 0;
    switch (status) {
      case Status::open:
        ++summary.open;
        break;
      case Status::degraded:
        ++summary.degraded;
        break;
      case Status::blocked:
        ++summary.blocked;
        break;
      case Status::exposed:
        ++summary.exposed;
        break;
      case Status::closed:
        ++summary.closed;
        break;
      case Status::unknown:
        ++summary.unknown;
        break;
    }
  }
  find_common_causes(check);
}

}  // namespace oakprobe::diagnosis
