#include "coordinator/diagnosis/path_book.hpp"

#include "base/check.hpp"
#include "evidence/round_trip_code.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

// How many of a target's latest ends are compared: what many share is among them.
constexpr std::size_t compared_max = 8;

std::uint64_t key_of(FlowId flow, NodeId target) {
  return std::uint64_t{index_of(flow)} << 32U | index_of(target);
}

// `all`, with one position left out.
template <class T>
bool equals_without(const std::vector<T>& all, std::size_t hole, const std::vector<T>& part) {
  const auto at = static_cast<std::ptrdiff_t>(hole);
  return all.size() == part.size() + 1 && std::equal(all.begin(), all.begin() + at, part.begin()) &&
         std::equal(all.begin() + at + 1, all.end(), part.begin() + at);
}

}  // namespace

// Most paths are asked for in order, or have just been found.
const PathBook::Row& PathBook::row_of(std::size_t index) const {
  if (latest_row_ < rows_.size()) {
    const Row& latest = rows_[latest_row_];
    if (index >= latest.first && index < end_of(latest)) return latest;
  }
  const auto row = std::ranges::upper_bound(rows_, index, {}, &Row::first) - 1;
  latest_row_ = static_cast<std::size_t>(row - rows_.begin());
  return *row;
}

// Among the row's targets. Those that it shares have its own source, too, which it does not dial.
std::uint32_t PathBook::position(const Row& row, std::size_t index) {
  const auto at = static_cast<std::uint32_t>(index - row.first);
  return at < row.hole ? at : at + 1;
}

const PathState& PathBook::state_of(const Row& row, std::size_t index) const {
  const std::uint8_t state = cells_[index].state;
  if (state == kept_apart) return apart_.at(static_cast<std::uint32_t>(index));
  return row.states[state].state;
}

PathId PathBook::id_at(std::size_t index) const {
  const Row& row = row_of(index);
  return {row.flow, row.source, row.targets->nodes[position(row, index)]};
}

std::optional<evidence::RoundTrip> PathBook::round_trip_of(const Cell& cell) {
  if (cell.min == 0) return std::nullopt;
  return evidence::RoundTrip{
      evidence::round_trip_us(cell.min),
      evidence::round_trip_us(cell.median),
      evidence::round_trip_us(cell.max)};
}

const PathEnd& PathBook::end_at(std::size_t index) const {
  const Row& row = row_of(index);
  return ends_[row.targets->ends[position(row, index)]].end;
}

const FinishedPath PathBook::operator[](std::size_t index) const {
  const Row& row = row_of(index);
  const Cell& cell = cells_[index];
  const std::uint32_t at = position(row, index);
  const PathEnd& end = ends_[row.targets->ends[at]].end;
  FinishedPath path{end, state_of(row, index), {}, {}, {}};
  restore(path, end);
  path.id = {row.flow, row.source, row.targets->nodes[at]};
  path.round_trip = round_trip_of(cell);
  path.cause_index = cause_at(index);
  return path;
}

std::size_t PathBook::end_of(const Row& row) const {
  const auto next = static_cast<std::size_t>(&row - rows_.data()) + 1;
  return next < rows_.size() ? rows_[next].first : cells_.size();
}

const PathBook::Row* PathBook::find_row(FlowId flow, NodeId source) const {
  const auto key = [](const Row& row) { return std::pair(row.flow, row.source); };
  const auto row = std::ranges::lower_bound(rows_, std::pair(flow, source), {}, key);
  const bool found = row != rows_.end() && row->flow == flow && row->source == source;
  if (!found) return nullptr;
  latest_row_ = static_cast<std::size_t>(row - rows_.begin());
  return &*row;
}

std::vector<std::uint32_t> PathBook::from(NodeId source) const {
  std::vector<std::uint32_t> positions;
  const unsigned flows = rows_.empty() ? 0 : index_of(rows_.back().flow) + 1U;
  for (unsigned flow = 0; flow < flows; ++flow) {
    const Row* row = find_row(FlowId{static_cast<std::uint16_t>(flow)}, source);
    if (row == nullptr) continue;
    for (std::size_t at = row->first; at < end_of(*row); ++at)
      positions.push_back(static_cast<std::uint32_t>(at));
  }
  return positions;
}

std::optional<std::size_t> PathBook::find(const PathId& id) const {
  const Row* row = latest_row_ < rows_.size() ? &rows_[latest_row_] : nullptr;
  if (row == nullptr || row->flow != id.flow || row->source != id.source)
    row = find_row(id.flow, id.source);
  if (row == nullptr) return std::nullopt;
  const std::vector<NodeId>& nodes = row->targets->nodes;
  const auto target = std::ranges::lower_bound(nodes, id.target);
  if (target == nodes.end() || *target != id.target) return std::nullopt;
  const auto at = static_cast<std::uint32_t>(target - nodes.begin());
  if (at == row->hole) return std::nullopt;
  return row->first + (at < row->hole ? at : at - 1);
}

void PathBook::reserve(std::size_t paths) {
  cells_.reserve(paths);
  judged_.reserve(paths);
}

void PathBook::set_cause(std::size_t index, std::optional<std::uint32_t> cause) {
  if (cause_at(index) == cause) return;
  causes_.resize(cells_.size(), none);
  causes_[index] = cause.value_or(none);
}

void PathBook::add(const FinishedPath& path) {
  CHECK(cells_.size() < none);
  if (rows_.empty() || rows_.back().flow != path.id.flow || rows_.back().source != path.id.source) {
    if (!rows_.empty()) share_targets(rows_.back());
    Row& row = rows_.emplace_back();
    row.flow = path.id.flow;
    row.source = path.id.source;
    row.first = static_cast<std::uint32_t>(cells_.size());
    row.targets = std::make_shared<Targets>();
    if (whole_) {
      row.targets->nodes.reserve(whole_->nodes.size());
      row.targets->ends.reserve(whole_->nodes.size());
    }
  }
  Row& row = rows_.back();
  row.targets->nodes.push_back(path.id.target);
  row.targets->ends.push_back(end_number(path));
  const std::size_t index = cells_.size();
  cells_.emplace_back();
  judged_.push_back(false);
  const auto changed = at_rest(path, path);
  enter_state(row, index, changed ? *changed : path);
  store(index, path);
}

// The row's targets are all of these, or all but its own source.
bool PathBook::may_share(Row& row, const Targets& all) {
  const Targets& own = *row.targets;
  if (own.nodes == all.nodes && own.ends == all.ends) return true;
  const auto self = std::ranges::lower_bound(all.nodes, row.source);
  if (self == all.nodes.end() || *self != row.source) return false;
  const auto at = static_cast<std::size_t>(self - all.nodes.begin());
  if (!equals_without(all.nodes, at, own.nodes) || !equals_without(all.ends, at, own.ends))
    return false;
  row.hole = static_cast<std::uint32_t>(at);
  return true;
}

// The targets of the row before, and that row's source, as this row dials it; null: it does not.
std::shared_ptr<PathBook::Targets> PathBook::with_last_source(const Row& row) const {
  const NodeId last = (&row - 1)->source;
  const Targets& own = *row.targets;
  const auto dialled = std::ranges::lower_bound(own.nodes, last);
  if (dialled == own.nodes.end() || *dialled != last) return nullptr;
  auto all = std::make_shared<Targets>(*whole_);
  const auto at = std::ranges::lower_bound(all->nodes, last) - all->nodes.begin();
  all->nodes.insert(all->nodes.begin() + at, last);
  all->ends.insert(
      all->ends.begin() + at, own.ends[static_cast<std::size_t>(dialled - own.nodes.begin())]
  );
  return all;
}

// Most sources of a mesh have the same targets, but for themselves: the first one's lack itself, so
// the second one's are what all have, and from then on a row only says which of them is its source.
void PathBook::share_targets(Row& row) {
  const bool has_like = &row != rows_.data() && (&row - 1)->flow == row.flow;
  if (has_like && may_share(row, *whole_)) {
    row.targets = whole_;
    return;
  }
  if (has_like && (&row - 1)->hole == none) {
    auto all = with_last_source(row);
    if (all && may_share(row, *all)) {
      whole_ = row.targets = std::move(all);
      return;
    }
  }
  row.targets->nodes.shrink_to_fit();
  row.targets->ends.shrink_to_fit();
  whole_ = row.targets;
}

// Where the target is dialled as a source before dialled it, that end is both's; else it is a new
// one.
std::uint32_t PathBook::end_number(const FinishedPath& path) {
  const PathEnd& end = path;
  const auto next = static_cast<std::uint32_t>(ends_.size());
  const auto [first, is_new] = first_end_.try_emplace(key_of(path.id.flow, path.id.target), next);
  if (!is_new) {
    std::uint32_t number = first->second;
    for (std::size_t compared = 0; number != none && compared < compared_max; ++compared) {
      if (ends_[number].end == end) return number;
      number = ends_[number].next;
    }
  }
  ends_.push_back({path.id.flow, path.id.target, end, is_new ? none : first->second});
  first->second = next;
  return next;
}

const PathEnd* PathBook::latest_end(FlowId flow, NodeId target) const {
  const auto known = first_end_.find(key_of(flow, target));
  return known == first_end_.end() ? nullptr : &ends_[known->second].end;
}

}  // namespace oakprobe::diagnosis
