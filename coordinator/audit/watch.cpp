#include "coordinator/audit/watch.hpp"

#include "base/path_table.hpp"
#include "inventory/path_name.hpp"

#include <algorithm>

namespace oakprobe::audit {
namespace {

// The watched paths that the inventory has.
PathTable<const PathName*> watched_ids(
    const Watch::Paths& paths, const inventory::Inventory& inventory
) {
  const inventory::NameTable names(inventory);
  PathTable<const PathName*> ids;
  ids.reserve(paths.size());
  for (const auto& [name, known] : paths)
    if (const auto id = names.find(name)) ids.emplace(*id, &name);
  return ids;
}

}  // namespace

std::vector<PathChange> Watch::note(const diagnosis::FinishedCheck& check, std::int64_t now) {
  const auto watched = watched_ids(paths_, check.inventory);
  std::vector<PathChange> changes;
  left_out_ = 0;
  check.paths.for_each_id([&](std::size_t position, const PathId& id) {
    const auto& verdict = check.paths.state_at(position).verdict;
    if (!verdict || verdict->status == diagnosis::Status::unknown) return;
    const Condition seen = condition_of(*verdict);
    const bool known = watched.contains(id);
    if (seen.as_expected() && !known) return;
    if (!known && paths_.size() >= paths_watched_max) {
      ++left_out_;
      return;
    }
    PathName name = names_of(check.inventory, id);
    if (const auto change = paths_[name].note(seen, now, rules_))
      changes.push_back({std::move(name), *change});
  });
  std::erase_if(paths_, [&](const auto& one) { return one.second.is_settled(now); });
  std::ranges::sort(changes, {}, &PathChange::path);
  return changes;
}

void Watch::keep_paths_of(const inventory::Inventory& inventory) {
  const inventory::NameTable names(inventory);
  std::erase_if(paths_, [&](const auto& one) { return !names.find(one.first); });
}

std::vector<PathId> Watch::in_doubt(const diagnosis::FinishedCheck& check, std::size_t most) const {
  const inventory::NameTable names(check.inventory);
  const auto was_told = [&check](const PathId& id) {
    const auto position = check.paths.find(id);
    if (!position) return false;
    const auto& verdict = check.paths.state_at(*position).verdict;
    return verdict && verdict->status != diagnosis::Status::unknown;
  };
  std::vector<PathId> all;
  for (const auto& [name, known] : paths_)
    if (known.is_in_doubt())
      if (const auto id = names.find(name); id && was_told(*id)) all.push_back(*id);
  std::ranges::sort(all);
  if (all.size() <= most) return all;
  std::vector<PathId> some;
  for (std::size_t at = 0; at < most; ++at) some.push_back(all[at * all.size() / most]);
  return some;
}

bool Watch::is_troubled(const diagnosis::FinishedCheck& check, const PathId& path) const {
  const auto known = paths_.find(names_of(check.inventory, path));
  return known != paths_.end() && !known->second.believed().as_expected();
}

std::vector<bool> Watch::confirmed_causes(const diagnosis::FinishedCheck& check) const {
  std::vector<bool> confirmed(check.causes.size());
  check.paths.for_each_id([&](std::size_t position, const PathId& id) {
    const auto cause = check.paths.cause_at(position);
    if (cause && !confirmed[*cause] && is_troubled(check, id)) confirmed[*cause] = true;
  });
  return confirmed;
}

std::size_t Watch::flapping() const {
  return static_cast<std::size_t>(std::ranges::count_if(paths_, [](const auto& one) {
    return one.second.is_flapping();
  }));
}

}  // namespace oakprobe::audit
