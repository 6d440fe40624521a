#include "coordinator/record/write_paths.hpp"

#include "coordinator/record/piece_writer.hpp"
#include "coordinator/record/value.hpp"
#include "evidence/round_trip_code.hpp"

#include <boost/algorithm/hex.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

namespace oakprobe::record {
namespace {

using diagnosis::PathBook;
using diagnosis::PathEnd;
using diagnosis::PathState;

// By where the book has them: like ones stand once there, and stay while nothing is changed.
template <class T>
using Numbers = boost::unordered_flat_map<const T*, std::size_t>;

class PathWriter {
 public:
  PathWriter(const diagnosis::FinishedCheck& check, const NodeNames& names, std::ostream& out)
      : check_(check), paths_(check.paths), names_(names), pieces_(out, "paths") {}

  void write() {
    for (std::size_t at = 0; at < paths_.size();) at = write_flow(at);
  }

 private:
  // The position behind those from `first` on that are alike.
  template <class Part>
  [[nodiscard]] std::size_t end_of(std::size_t first, const Part& part) const {
    std::size_t end = first + 1;
    while (end < paths_.size() && part(paths_.id_at(end)) == part(paths_.id_at(first))) ++end;
    return end;
  }

  std::size_t write_flow(std::size_t first) {
    const std::size_t end = end_of(first, [](const PathId& id) { return id.flow; });
    const std::string& id = check_.inventory.flow(paths_.id_at(first).flow).id;
    pieces_.write({{"flow", plain_json(names_, id)}});
    write_ends(first, end);
    for (std::size_t at = first; at < end;) at = write_source(at);
    return end;
  }

  // In order of their target, so that most sources have long runs of them.
  void write_ends(std::size_t first, std::size_t end) {
    ends_.clear();
    std::vector<std::pair<NodeId, const PathEnd*>> ends;
    for (std::size_t at = first; at < end; ++at) {
      const PathEnd* one = &paths_.end_at(at);
      if (ends_.try_emplace(one, 0).second) ends.emplace_back(paths_.id_at(at).target, one);
    }
    std::ranges::stable_sort(ends, {}, &std::pair<NodeId, const PathEnd*>::first);
    std::vector<std::pair<NodeId, const PathEnd*>> written;
    for (const auto& of_target : ends) {
      const NodeId target = of_target.first;
      const PathEnd* const one = of_target.second;
      // What was told later may have made two ways to a target alike.
      const auto same = std::find_if(written.rbegin(), written.rend(), [&](const auto& other) {
        return other.first != target || *other.second == *one;
      });
      const bool known = same != written.rend() && same->first == target;
      ends_[one] = known ? static_cast<std::size_t>(written.rend() - same) - 1 : written.size();
      if (known) continue;
      written.emplace_back(target, one);
      pieces_.write({{"target", plain_json(names_, target)}, {"end", to_json(names_, *one)}});
    }
  }

  std::size_t write_source(std::size_t first) {
    const std::size_t end =
        end_of(first, [](const PathId& id) { return std::pair(id.flow, id.source); });
    Numbers<PathState> states;
    Json runs = Json::array();  // of each: its first end, how many paths, their state
    for (std::size_t at = first; at < end; ++at) {
      const PathState* state = &paths_.state_at(at);
      const auto [known, is_new] = states.try_emplace(state, states.size());
      if (is_new) pieces_.write({{"state", to_json(names_, *state)}});
      const std::size_t number = ends_.at(&paths_.end_at(at));
      if (!runs.empty() && runs.back()[2] == known->second &&
          runs.back()[0].get<std::size_t>() + runs.back()[1].get<std::size_t>() == number)
        runs.back()[1] = runs.back()[1].get<std::size_t>() + 1;
      else
        runs.push_back({number, 1, known->second});
    }
    Json row{{"source", plain_json(names_, paths_.id_at(first).source)}, {"runs", std::move(runs)}};
    if (std::string times = times_of(first, end); !times.empty())
      row["round_trips"] = std::move(times);
    pieces_.write(row);
    return end;
  }

  // Three codes a path; none at all where no path has a time.
  [[nodiscard]] std::string times_of(std::size_t first, std::size_t end) const {
    std::vector<std::uint8_t> codes;
    bool any = false;
    for (std::size_t at = first; at < end; ++at) {
      const auto time = paths_.round_trip_at(at);
      any = any || time;
      for (const auto part :
           {&evidence::RoundTrip::min_us,
            &evidence::RoundTrip::median_us,
            &evidence::RoundTrip::max_us})
        codes.push_back(time ? evidence::round_trip_code((*time).*part) : std::uint8_t{0});
    }
    std::string text;
    if (any) boost::algorithm::hex_lower(codes, std::back_inserter(text));
    return text;
  }

  const diagnosis::FinishedCheck& check_;
  const PathBook& paths_;
  const NodeNames& names_;
  PieceWriter pieces_;
  Numbers<PathEnd> ends_;  // of the flow
};

}  // namespace

void write_paths(const diagnosis::FinishedCheck& check, const NodeNames& names, std::ostream& out) {
  PathWriter(check, names, out).write();
}

}  // namespace oakprobe::record
