#include "coordinator/diagnosis/summarize.hpp"

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

Summing::Summing(FinishedCheck& check) : check_(check) {
  agree_on_tunnel_mtu(check);
  check.summary = {};
  check.summary.paths = check.paths.size();
}

void Summing::count(std::size_t end) {
  for (; next_ < end; ++next_) {
    const PathState& path = check_.paths.state_at(next_);
    const Status status = path.verdict->status;
    const bool accepted = status == Status::unknown &&
                          is_accepted(check_.inventory, check_.paths.id_at(next_), *path.verdict);
    if (accepted != path.accepted) check_.paths.edit(next_)->accepted = accepted;
    Summary& summary = check_.summary;
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
}

bool Summing::advance() {
  constexpr std::size_t paths_per_slice = 65'536;
  if (next_ < check_.paths.size()) {
    count(std::min(check_.paths.size(), next_ + paths_per_slice));
    return true;
  }
  if (!causes_) causes_.emplace(check_);
  return causes_->advance();
}

void summarize(FinishedCheck& check) {
  Summing summing(check);
  while (summing.advance()) {
  }
}

}  // namespace oakprobe::diagnosis
