#include "coordinator/diagnosis/path_book.hpp"
#include "evidence/round_trip_code.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

// Whether an ICMP error of the path came from this address.
bool has_sender(const PathState& state, const IpAddress& address) {
  return std::ranges::any_of(state.dial->failures, [&](const evidence::DialFailure& failure) {
    return failure.icmp && failure.icmp->from == address;
  });
}

void change_sender(PathState& state, const IpAddress& before, const IpAddress& after) {
  for (evidence::DialFailure& failure : state.dial.edit().failures)
    if (failure.icmp && failure.icmp->from == before) failure.icmp->from = after;
}

}  // namespace

// Who refuses is mostly who was dialled: then what a million targets answer is the same.
std::optional<PathState> PathBook::at_rest(const PathState& state, const PathEnd& end) {
  const auto& ip = end.address->ip();
  if (!ip || !has_sender(state, *ip)) return std::nullopt;
  PathState changed = state;
  change_sender(changed, *ip, dialled_sender());
  return changed;
}

void PathBook::restore(PathState& state, const PathEnd& end) {
  const auto& ip = end.address->ip();
  if (ip && has_sender(state, dialled_sender())) change_sender(state, dialled_sender(), *ip);
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
  enter_state(row, index, state);
}

void PathBook::enter_state(Row& row, std::size_t index, const PathState& state) {
  Cell& cell = cells_[index];
  const auto number = state_number(row, state);
  cell.state = number.value_or(kept_apart);
  if (number)
    ++row.states[*number].uses;
  else
    apart_.emplace(static_cast<std::uint32_t>(index), state);
}

// The path goes back to where it was: its time into its cell, its state to its likes in the row.
// Only what changed moves; and a path whose end changed no longer shares its row's targets.
void PathBook::store(std::size_t index, const FinishedPath& path) {
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
  set_cause(index, path.cause_index);
  const auto changed = at_rest(path, path);
  const PathState& state = changed ? *changed : path;
  if (!(state_of(row, index) == state)) {
    keep_state(row, index, state);
    judged_[index] = false;
  }
  const std::uint32_t at = position(row, index);
  const PathEnd& end = path;
  if (ends_[row.targets->ends[at]].end == end) return;
  judged_[index] = false;
  if (row.targets.use_count() > 1) row.targets = std::make_shared<Targets>(*row.targets);
  row.targets->ends[at] = end_number(path);
}

void PathBook::store_judged(std::size_t index, const FinishedPath& path) {
  store(index, path);
  judged_[index] = true;
}

}  // namespace oakprobe::diagnosis
