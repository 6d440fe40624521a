#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/fleet_mtu.hpp"
#include "coordinator/diagnosis/names.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

std::string_view to_string(Severity severity) {
  static constexpr std::array<std::string_view, 3> names{"info", "warning", "error"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view to_string(PathList list) { return list == PathList::all ? "all" : "failed"; }

bool is_accepted(
    const inventory::Inventory& inventory, const PathId& path, const Verdict& verdict
) {
  return verdict.status == Status::unknown &&
         (verdict.not_needed || inventory.node(path.source).intermittent ||
          inventory.node(path.target).intermittent);
}

bool is_as_expected(const Verdict& verdict) {
  return verdict.status == Status::closed || (verdict.status == Status::open && !verdict.cause);
}

std::string message_of(const FinishedCheck& check, const FinishedPath& path) {
  if (!path.verdict->message.empty()) return path.verdict->message;
  return opened_sentence(
      {check.inventory.node(path.id.source),
       check.inventory.node(path.id.target),
       check.inventory.flow(path.id.flow).protocol,
       *path.address,
       path.port,
       path.dial ? &*path.dial : nullptr}
  );
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
