#include "coordinator/diagnosis/scoped_causes.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

constexpr std::size_t counted_per_slice = 32'768;
constexpr std::size_t scopes_per_slice = 8'192;
constexpr std::size_t looked_up_per_slice = 65'536;
constexpr std::size_t searched_per_slice = 65'536;
// What is beyond them is not searched for scopes. The first is for what works, and contradicts all.
constexpr std::uint32_t kinds_max = 127;
// One firewall is one machine's; that so many stop the same is no chance.
constexpr std::size_t like_hosts_min = 3;

std::uint64_t packed(std::uint32_t kind, const Scope& scope) {
  return std::uint64_t{kind} << 57U | std::uint64_t{scope.source} << 37U |
         std::uint64_t{scope.target} << 17U | scope.service;
}

std::uint32_t kind_in(std::uint64_t key) { return static_cast<std::uint32_t>(key >> 57U); }

Scope scope_in(std::uint64_t key) {
  return {
      static_cast<std::uint32_t>(key >> 37U) & 0xf'ffffU,
      static_cast<std::uint32_t>(key >> 17U) & 0xf'ffffU,
      static_cast<std::uint32_t>(key) & 0x1'ffffU};
}
static_assert(2 * inventory::nodes_max < 0xf'ffff && inventory::nodes_max <= 0xffff);

bool works(const PathFare& fare) {
  return fare.status == Status::open || fare.status == Status::degraded ||
         fare.status == Status::exposed;
}

bool is_at(const PathFare& trouble, SegmentSet end) { return trouble.where.is_within(end); }

}  // namespace

ScopedCauses::ScopedCauses(const FinishedCheck& check)
    : check_(check), scopes_(check), kinds_{PathFare{Status::open, {}, {}, {}}} {
  const bool none = !check.paths.any_state([](const PathState& path) {
    return path.verdict && has_scope(fare_of(path));
  });
  if (none) next_ = check.paths.size();
}

std::uint32_t ScopedCauses::kind_of(const PathFare& fare) {
  const auto known = std::ranges::find(kinds_, fare);
  const auto number = static_cast<std::uint32_t>(known - kinds_.begin());
  if (known != kinds_.end()) return number;
  if (number == kinds_max) return works(fare) ? 0 : kinds_max;
  kinds_.push_back(fare);
  return number;
}

void ScopedCauses::count(std::size_t end) {
  const PathState* latest = nullptr;
  std::uint32_t kind = 0;
  bool troubled = false;
  for (; next_ < end; ++next_) {
    const PathId id = check_.paths.id_at(next_);
    const PathState& state = check_.paths.state_at(next_);
    const bool is_to_be_closed = check_.inventory.flow(id.flow).expect == inventory::Expect::closed;
    if (is_to_be_closed && state.verdict->status != Status::exposed) continue;
    if (std::exchange(latest, &state) != &state) {
      const PathFare fare = fare_of(state);
      kind = kind_of(fare);
      troubled = has_scope(fare);
    }
    const std::uint32_t service = scopes_.service_of(id.flow, check_.paths.end_at(next_).port);
    const std::uint32_t source = scopes_.number_of(id.source);
    const std::uint32_t target = scopes_.number_of(id.target);
    ++cells_[packed(kind, {scopes_.network_of(id.source), target, service})];
    ++cells_[packed(kind, {source, scopes_.network_of(id.target), service})];
    if (!troubled) continue;
    if (kind == kinds_max || kind == 0) {
      ++left_;
      continue;
    }
    troubles_.push_back(
        {static_cast<std::uint32_t>(next_),
         static_cast<std::uint16_t>(scopes_.rank(id.source)),
         static_cast<std::uint16_t>(scopes_.rank(id.target)),
         service,
         static_cast<std::uint8_t>(kind)}
    );
  }
}

// Each scope that the cell's paths are of, but for their pairs.
void ScopedCauses::count_scopes(std::uint64_t cell, std::uint32_t paths) {
  const std::uint32_t kind = kind_in(cell);
  const Scope all = scope_in(cell);
  const bool of_source = scopes_.is_node(all.source);
  const std::array sources{0U, of_source ? scopes_.network_around(all.source) : 0U, all.source};
  const std::array targets{of_source ? 0U : all.target, all.target};
  const std::array services{0U, scopes_.is_common(all.service) || !of_source ? all.service : 0U};
  for (std::size_t source = 0; source < sources.size(); ++source) {
    if (source > 0 && sources[source] == sources[source - 1]) continue;
    for (std::size_t target = 0; target < targets.size(); ++target) {
      if (target > 0 && targets[target] == targets[target - 1]) continue;
      for (std::size_t service = 0; service < services.size(); ++service) {
        if (service > 0 && services[service] == services[service - 1]) continue;
        counts_[packed(kind, {sources[source], targets[target], services[service]})] += paths;
      }
    }
  }
}

// Where the place is proved to be the machines at one end, and the scope has no machine there; or
// it has none at either end.
bool ScopedCauses::is_wide(std::uint32_t kind, const Scope& scope) const {
  const bool source = scopes_.is_node(scope.source);
  const bool target = scopes_.is_node(scope.target);
  return (!source && !target) || (!source && is_at(kinds_[kind], source_end)) ||
         (!target && is_at(kinds_[kind], target_end));
}

void ScopedCauses::consider(std::uint32_t kind, const Scope& scope, std::uint32_t paths) {
  if (kind == kinds_max || !has_scope(kinds_[kind])) return;
  const PathFare& trouble = kinds_[kind];
  const bool at_source = is_at(trouble, source_end);
  const bool is_source = scopes_.is_node(scope.source) && scope.target == 0;
  if (scope.service == 0 && !is_of_any_port(trouble) && !(is_source && at_source)) return;
  std::uint32_t of = 0;
  std::uint32_t hidden = 0;
  for (std::uint32_t other = 0; other < kinds_.size() + 1; ++other) {
    const std::uint32_t number = other < kinds_.size() ? other : kinds_max;
    const auto counted = counts_.find(packed(number, scope));
    if (counted == counts_.end()) continue;
    const bool is_to_be_open = number == kinds_max || kinds_[number].status != Status::exposed;
    if (is_to_be_open) of += counted->second;
    if (number == kind || number == kinds_max) continue;
    if (contradicts(trouble, kinds_[number])) return;
    if (hides(kinds_[number], trouble)) hidden += counted->second;
  }
  // So wide a claim must not rest on a few paths among many of which nothing is known.
  if (is_wide(kind, scope) && (!is_of_any_port(trouble) || 2 * paths < of - hidden)) return;
  const bool is_target = scope.source == 0 && scopes_.is_node(scope.target) && scope.service != 0;
  const bool has_node = scopes_.is_node(scope.source) || scopes_.is_node(scope.target);
  // One firewall is one cause; else what is named most exactly.
  const int liking = is_target   ? (at_source ? 4 : 5)
                     : is_source ? (at_source ? 5 : 4)
                                 : (has_node ? 2 : 0) + (scope.service != 0 ? 1 : 0);
  queue_.push({paths, of, static_cast<std::uint8_t>(liking), static_cast<std::uint8_t>(kind), scope}
  );
}

// Growing as it is filled it would be there twice.
void ScopedCauses::reserve_queue() {
  std::vector<Candidate> room;
  room.reserve(counts_.size());
  queue_ = std::priority_queue<Candidate>(std::less<Candidate>(), std::move(room));
}

ScopedCauses::ByRank ScopedCauses::by_rank(std::uint16_t Trouble::*end) const {
  ByRank sorted{
      std::vector<std::uint32_t>(scopes_.nodes() + 1),
      std::vector<std::uint32_t>(troubles_.size())};
  for (const Trouble& one : troubles_) ++sorted.begins[one.*end + 1];
  for (std::size_t at = 1; at < sorted.begins.size(); ++at)
    sorted.begins[at] += sorted.begins[at - 1];
  std::vector<std::uint32_t> next = sorted.begins;
  for (std::uint32_t at = 0; at < troubles_.size(); ++at)
    sorted.at[next[troubles_[at].*end]++] = at;
  return sorted;
}

void ScopedCauses::begin_to_cover() {
  left_of_.resize(kinds_.size());
  for (const Trouble& one : troubles_) ++left_of_[one.kind];
  left_ += troubles_.size();
}

void ScopedCauses::sort_troubles() {
  if (queue_.empty()) return;
  by_source_ = by_rank(&Trouble::source);
  by_target_ = by_rank(&Trouble::target);
}

std::vector<std::uint32_t> ScopedCauses::uncovered(
    std::uint32_t kind, const Scope& scope, std::size_t& searched
) const {
  const RankRange sources = scopes_.ranks(scope.source);
  const RankRange targets = scopes_.ranks(scope.target);
  const bool by_source = sources.end - sources.first <= targets.end - targets.first;
  const ByRank& sorted = by_source ? by_source_ : by_target_;
  const RankRange& ranks = by_source ? sources : targets;
  const std::uint32_t end = sorted.begins[ranks.end];
  searched += end - sorted.begins[ranks.first];
  std::vector<std::uint32_t> found;
  for (std::uint32_t at = sorted.begins[ranks.first]; at < end; ++at) {
    const Trouble& one = troubles_[sorted.at[at]];
    if (!one.covered && one.kind == kind && sources.has(one.source) && targets.has(one.target) &&
        (scope.service == 0 || scope.service == one.service))
      found.push_back(sorted.at[at]);
  }
  return found;
}

// Greedy set cover. A size only shrinks, so a candidate whose recorded size still holds is largest.
void ScopedCauses::cover(const std::function<void(ScopedCause)>& take) {
  std::size_t searched = 0;
  while (!queue_.empty() && searched < searched_per_slice) {
    Candidate best = queue_.top();
    queue_.pop();
    ++searched;
    if (left_of_[best.kind] == 0) continue;
    const std::vector<std::uint32_t> found = uncovered(best.kind, best.scope, searched);
    searched += 64;
    if (found.size() < best.left) {
      best.left = static_cast<std::uint32_t>(found.size());
      if (!found.empty()) queue_.push(best);
      continue;
    }
    if (is_wide(best.kind, best.scope) && !is_of_like_hosts(best, found)) continue;
    ScopedCause cause;
    cause.by = best.scope.source == 0 && scopes_.is_node(best.scope.target) && best.scope.service
                   ? GroupBy::target
               : scopes_.is_node(best.scope.source) && best.scope.target == 0 ? GroupBy::source
                                                                              : GroupBy::scope;
    cause.scope = scopes_.told(best.scope);
    cause.of = best.of;
    for (const std::uint32_t at : found) {
      troubles_[at].covered = true;
      cause.members.push_back(troubles_[at].position);
    }
    std::ranges::sort(cause.members);
    left_of_[best.kind] -= found.size();
    left_ -= found.size();
    take(std::move(cause));
  }
}

bool ScopedCauses::is_of_like_hosts(
    const Candidate& candidate, const std::vector<std::uint32_t>& found
) const {
  const PathFare& trouble = kinds_[candidate.kind];
  const bool at_source = is_at(trouble, source_end);
  if (!at_source && !is_at(trouble, target_end)) return true;
  std::set<std::uint32_t> hosts;
  for (const std::uint32_t at : found) {
    hosts.insert(at_source ? troubles_[at].source : troubles_[at].target);
    if (hosts.size() == like_hosts_min) return true;
  }
  return false;
}

bool ScopedCauses::advance(const std::function<void(ScopedCause)>& take) {
  if (next_ < check_.paths.size()) {
    count(std::min(check_.paths.size(), next_ + counted_per_slice));
    return true;
  }
  if (troubles_.empty()) return false;
  std::size_t done = 0;
  switch (phase_) {
    case 0:
      begin_to_cover();
      cell_ = cells_.begin();
      ++phase_;
      return true;
    case 1:
      for (; cell_ != cells_.end() && done < scopes_per_slice; ++cell_, ++done)
        count_scopes(cell_->first, cell_->second);
      if (cell_ != cells_.end()) return true;
      cells_ = {};
      count_ = counts_.begin();
      reserve_queue();
      ++phase_;
      return true;
    case 2:
      for (; count_ != counts_.end() && done < looked_up_per_slice;
           ++count_, done += kinds_.size() + 1)
        consider(kind_in(count_->first), scope_in(count_->first), count_->second);
      if (count_ != counts_.end()) return true;
      counts_ = {};
      sort_troubles();
      ++phase_;
      return true;
    default:
      cover(take);
      return !queue_.empty();
  }
}

}  // namespace oakprobe::diagnosis
