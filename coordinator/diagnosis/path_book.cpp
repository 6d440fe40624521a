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
  FinishedPath path{ends_[row.targets->ends[at]].end, state_of(row, index), {}, std::nullopt};
  path.id = {row.flow, row.source, row.targets->nodes[at]};
  path.round_trip = round_trip_of(cell);
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
  take_state(row, index, path);
  put(index, path);
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

// Most sources of a mesh have the same targets, but for themselves.
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

std::optional<std::uint8_t> PathBook::spare_state(Row& row) {
  if (row.spare > 0) {
    const auto spare = std::ranges::find(row.states, std::uint32_t{0}, &Slot::uses);
    --row.spare;
    return static_cast<std::uint8_t>(spare - row.states.begin());
  }
  if (row.states.size() == kept_apart) return std::nullopt;
  row.states.emplace_back();
  return static_cast<std::uint8_t>(row.states.size() - 1);
}

// The number of the state in its row, where it is from now on; nullopt: there is no room for it.
std::optional<std::uint8_t> PathBook::state_number(Row& row, const PathState& state) {
  auto place = std::ranges::find_if(row.recent, [&](std::uint8_t number) {
    return number < row.states.size() && row.states[number].uses > 0 &&
           row.states[number].state == state;
  });
  if (place == row.recent.end()) {
    const auto number = spare_state(row);
    if (!number) return std::nullopt;
    row.states[*number].state = state;
    place = row.recent.end() - 1;
    *place = *number;
  }
  std::rotate(row.recent.begin(), place, place + 1);
  return row.recent.front();
}

void PathBook::keep_state(Row& row, std::size_t index, const PathState& state) {
  Cell& cell = cells_[index];
  const auto key = static_cast<std::uint32_t>(index);
  if (cell.state == kept_apart) {
    apart_.erase(key);
  } else if (Slot& before = row.states[cell.state]; --before.uses == 0) {
    before.state = {};
    ++row.spare;
  }
  take_state(row, index, state);
}

void PathBook::take_state(Row& row, std::size_t index, const PathState& state) {
  Cell& cell = cells_[index];
  const auto number = state_number(row, state);
  cell.state = number.value_or(kept_apart);
  if (number)
    ++row.states[*number].uses;
  else
    apart_.emplace(static_cast<std::uint32_t>(index), state);
}

void PathBook::put(std::size_t index, const FinishedPath& path) {
  Row& row = rows_[static_cast<std::size_t>(&row_of(index) - rows_.data())];
  Cell& cell = cells_[index];
  if (path.round_trip != round_trip_of(cell)) {
    const auto code = [&](std::uint32_t evidence::RoundTrip::*time) {
      return path.round_trip ? evidence::round_trip_code((*path.round_trip).*time)
                             : std::uint8_t{0};
    };
    cell.min = code(&evidence::RoundTrip::min_us);
    cell.median = code(&evidence::RoundTrip::median_us);
    cell.max = code(&evidence::RoundTrip::max_us);
  }
  const PathState& state = path;
  if (!(state_of(row, index) == state)) keep_state(row, index, state);
  const std::uint32_t at = position(row, index);
  const PathEnd& end = path;
  if (ends_[row.targets->ends[at]].end == end) return;
  if (row.targets.use_count() > 1) row.targets = std::make_shared<Targets>(*row.targets);
  row.targets->ends[at] = end_number(path);
}

}  // namespace oakprobe::diagnosis
