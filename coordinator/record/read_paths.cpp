#include "coordinator/record/read_paths.hpp"

#include "coordinator/diagnosis/blocking_rule.hpp"
#include "coordinator/record/value.hpp"
#include "evidence/round_trip_code.hpp"

#include <boost/algorithm/hex.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace oakprobe::record {
namespace {

using diagnosis::FinishedPath;
using diagnosis::PathState;

// A part of an element of its own.
template <class T>
bool read_part(Reading& reading, const Json& piece, const char* key, T& out) {
  const auto found = piece.find(key);
  if (found == piece.end()) return reading.fail(std::string("there: ") + key);
  return read(reading, *found, out) || reading.failed_at(key);
}

// What the wire and the dialler hold to, and whoever reads evidence counts on.
bool is_possible(const evidence::DialEvidence& dial) {
  const auto& failures = dial.failures;
  return std::ranges::all_of(
             failures, [](const auto& failure) { return failure.attempt < evidence::attempts_max; }
         ) &&
         std::ranges::is_sorted(failures, std::less_equal<>(), &evidence::DialFailure::attempt);
}

bool is_possible(const diagnosis::CloserLook& look) {
  return look.seen.sizes.size() <= evidence::sizes_max &&
         look.seen.hops.size() <= evidence::hops_max;
}

constexpr std::size_t codes_each = 3;
constexpr std::string_view too_few_times = "with a round trip for each of its paths";

// Three codes for each path, or none.
bool read_times(Reading& reading, const Json& piece, std::vector<std::uint8_t>& times) {
  const auto found = piece.find("round_trips");
  if (found == piece.end()) return true;
  const auto* text = found->get_ptr<const std::string*>();
  try {
    if (text != nullptr) boost::algorithm::unhex(*text, std::back_inserter(times));
  } catch (const boost::algorithm::hex_decode_error&) {
    text = nullptr;
  }
  if (text != nullptr && times.size() % codes_each == 0) return true;
  reading.fail("hexadecimal, six digits for each path");
  return reading.failed_at("round_trips");
}

// Takes the codes of one path away. False: they are of no time.
bool accept_time(std::span<const std::uint8_t>& codes, std::optional<evidence::RoundTrip>& time) {
  if (codes.empty()) return true;
  const auto of_path = codes.first(codes_each);
  codes = codes.subspan(codes_each);
  if (of_path[0] > 0)
    time = evidence::RoundTrip{
        evidence::round_trip_us(of_path[0]),
        evidence::round_trip_us(of_path[1]),
        evidence::round_trip_us(of_path[2])};
  return std::ranges::is_sorted(of_path);
}

// An error of the dialled address itself, in a path that was dialled by a name.
bool lacks_sender(const PathState& state, const diagnosis::PathEnd& end) {
  return !end.address->ip() && std::ranges::any_of(state.dial->failures, [](const auto& failure) {
    return failure.icmp && failure.icmp->from == diagnosis::PathBook::dialled_sender();
  });
}

}  // namespace

std::optional<std::string> PathReader::accept(const Json& piece) {
  Reading reading(names_);
  const bool good = [&] {
    if (!piece.is_object()) return reading.fail("an object");
    if (const auto flow = piece.find("flow"); flow != piece.end())
      return accept_flow(reading, *flow);
    if (!flow_) return reading.fail("behind a flow, which it would be of");
    if (piece.contains("end")) return accept_end(reading, piece);
    if (piece.contains("state")) return accept_state(reading, piece);
    if (piece.contains("source")) return accept_source(reading, piece);
    return true;  // of a later version
  }();
  return good ? std::nullopt : std::optional(reading.trouble());
}

bool PathReader::accept_flow(Reading& reading, const Json& id) {
  const auto* name = id.get_ptr<const std::string*>();
  const auto flow = name != nullptr ? check_.inventory.find_flow(*name) : std::nullopt;
  if (!flow) return reading.fail("one of record.flows");
  if (flow_ && *flow <= *flow_) return reading.fail("in order of record.flows, each flow once");
  flow_ = *flow;
  ends_.clear();
  states_.clear();
  looked_.clear();
  return true;
}

bool PathReader::accept_end(Reading& reading, const Json& piece) {
  End end;
  if (!read_part(reading, piece, "target", end.target)) return false;
  if (!read_part(reading, piece, "end", end.end)) return false;
  if (!ends_.empty() && end.target < ends_.back().target)
    return reading.fail("in order of its target in record.nodes");
  ends_.push_back(std::move(end));
  return true;
}

bool PathReader::accept_state(Reading& reading, const Json& piece) {
  PathState& state = states_.emplace_back();
  looked_.push_back(false);
  if (!read_part(reading, piece, "state", state)) return false;
  const bool possible = is_possible(*state.dial) && (!state.look || is_possible(*state.look)) &&
                        state.rules->size() <= diagnosis::path_rules_max;
  return possible || reading.fail("a state that a path can be in");
}

bool PathReader::accept_source(Reading& reading, const Json& piece) {
  NodeId source{};
  if (!read_part(reading, piece, "source", source)) return false;
  const auto& paths = check_.paths;
  if (!paths.empty()) {
    const PathId last = paths.id_at(paths.size() - 1);
    if (last.flow == *flow_ && source <= last.source)
      return reading.fail("in order of record.nodes, each source once");
  }
  std::vector<std::uint8_t> times;
  if (!read_times(reading, piece, times)) return false;
  const auto found = piece.find("runs");
  if (found == piece.end() || !found->is_array()) return reading.fail("with a list of runs");
  std::span<const std::uint8_t> rest(times);
  for (std::size_t at = 0; at < found->size(); ++at) {
    if (at > 0 && !times.empty() && rest.empty()) return reading.fail(too_few_times);
    if (accept_run(reading, (*found)[at], source, rest)) continue;
    reading.failed_at(at);
    return reading.failed_at("runs");
  }
  states_.clear();
  looked_.clear();
  return rest.empty() || reading.fail("without round_trips of more paths than are in its runs");
}

bool PathReader::accept_run(
    Reading& reading, const Json& run, NodeId source, std::span<const std::uint8_t>& times
) {
  std::array<std::uint32_t, 3> numbers{};
  if (!read(reading, run, numbers)) return false;
  const auto [first, count, state] = numbers;
  if (count == 0 || first >= ends_.size() || count > ends_.size() - first)
    return reading.fail("of ends that stand before it");
  if (state >= states_.size()) return reading.fail("of a state that stands before it");
  // Each path is looked at by itself, and its look is kept apart.
  if (states_[state].look) {
    if (count > 1 || looked_[state]) return reading.fail("of one path, since that was looked at");
    looked_[state] = true;
  }
  if (count > paths_max - check_.paths.size())
    return reading.fail("of a check of at most " + std::to_string(paths_max) + " paths");
  if (!times.empty() && times.size() / codes_each < count) return reading.fail(too_few_times);
  for (const End& end : std::span(ends_).subspan(first, count)) {
    std::optional<evidence::RoundTrip> time;
    if (!accept_time(times, time))
      return reading.fail("with round trips of least, median and most");
    if (!add(reading, end, states_[state], source, time)) return false;
  }
  return true;
}

bool PathReader::add(
    Reading& reading,
    const End& end,
    const PathState& state,
    NodeId source,
    std::optional<evidence::RoundTrip> time
) {
  const PathId id{*flow_, source, end.target};
  if (!check_.paths.empty() && check_.paths.id_at(check_.paths.size() - 1) >= id)
    return reading.fail("in order of its targets in record.nodes, each once");
  if (lacks_sender(state, end.end)) return reading.fail("refused by an address that was dialled");
  FinishedPath path;
  static_cast<diagnosis::PathEnd&>(path) = end.end;
  static_cast<PathState&>(path) = state;
  path.id = id;
  path.round_trip = time;
  if (state.look) {
    path.look = std::make_shared<diagnosis::CloserLook>(*state.look);
    path.look->seen.path = path.look->receipt.path = id;
  }
  check_.paths.add(path);
  return true;
}

}  // namespace oakprobe::record
