#include "coordinator/diagnosis/summarize.hpp"

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
