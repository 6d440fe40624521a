#pragma once

#include "coordinator/diagnosis/finished_path.hpp"

#include <boost/iterator/iterator_facade.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace oakprobe::diagnosis {

// All paths of a check. A million of a mesh take four bytes each: which of the few states that the
// paths of one flow and source are in, and the round-trip time in logarithmic steps
// (evidence/round_trip_code.hpp), which comes back up to 3.5 % off. Targets and what they are
// dialled at are kept once for all sources that have the same. What is unlike others is kept whole:
// of a flow and source, what is beyond 255 states, such as paths whose probes each came from
// another port. Which common cause a path is told with takes four bytes more, if any has one.
//
// What was changed since it was judged is known, so that nothing is judged twice by the same
// evidence.
//
// A path is made when it is asked for, and is a value of its own. Not for several threads.
class PathBook {
 public:
  // A path taken out to be changed: it goes back when this goes. The id does not change. One at a
  // time, and meanwhile nothing else of the book is changed.
  class Edit {
   public:
    Edit(PathBook& book, std::size_t index) : book_(book), at_(index), path_(book[index]) {}
    Edit(const Edit&) = delete;
    Edit& operator=(const Edit&) = delete;
    ~Edit() { book_.store(at_, path_); }

    [[nodiscard]] FinishedPath& operator*() { return path_; }
    [[nodiscard]] FinishedPath* operator->() { return &path_; }

   private:
    PathBook& book_;
    std::size_t at_;
    FinishedPath path_;
  };

  class Iterator : public boost::iterator_facade<
                       Iterator,
                       FinishedPath,
                       boost::random_access_traversal_tag,
                       const FinishedPath> {
   public:
    Iterator() = default;
    Iterator(const PathBook& book, std::size_t index) : book_(&book), at_(index) {}
    [[nodiscard]] std::size_t index() const { return at_; }

   private:
    friend class boost::iterator_core_access;
    [[nodiscard]] const FinishedPath dereference() const { return (*book_)[at_]; }
    [[nodiscard]] bool equal(const Iterator& other) const { return at_ == other.at_; }
    void increment() { ++at_; }
    void decrement() { --at_; }
    void advance(std::ptrdiff_t by) { at_ += static_cast<std::size_t>(by); }
    [[nodiscard]] std::ptrdiff_t distance_to(const Iterator& other) const {
      return static_cast<std::ptrdiff_t>(other.at_ - at_);
    }

    const PathBook* book_ = nullptr;
    std::size_t at_ = 0;
  };

  void reserve(std::size_t paths);
  // Behind all others. To be found, paths are added in order of flow, source, target.
  void add(const FinishedPath& path);

  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] bool empty() const { return cells_.empty(); }
  // Const, so that nobody changes what nobody keeps: that is what edit() is for.
  [[nodiscard]] const FinishedPath operator[](std::size_t index) const;
  [[nodiscard]] const FinishedPath front() const { return (*this)[0]; }
  [[nodiscard]] const FinishedPath back() const { return (*this)[size() - 1]; }
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size()}; }
  // Parts of a path, which cost less than all of it. References hold until the book is changed. An
  // ICMP error of the dialled address itself comes from dialled_sender() in such a state.
  [[nodiscard]] PathId id_at(std::size_t index) const;
  [[nodiscard]] const PathState& state_at(std::size_t index) const {
    return state_of(row_of(index), index);
  }
  [[nodiscard]] const PathEnd& end_at(std::size_t index) const;
  [[nodiscard]] std::optional<evidence::RoundTrip> round_trip_at(std::size_t index) const {
    return round_trip_of(cells_[index]);
  }
  // Stands for the dialled address, so that what a million targets answer is the same. No packet
  // has it, nor can an agent tell of it: the wire has no scopes. A path may be added with it.
  [[nodiscard]] static IpAddress dialled_sender() { return boost::asio::ip::address_v6({}, ~0U); }

  [[nodiscard]] std::optional<std::size_t> find(const PathId& id) const;
  // Which common cause it is told with, as an index into FinishedCheck::causes.
  [[nodiscard]] std::optional<std::uint32_t> cause_at(std::size_t index) const {
    const std::uint32_t cause = index < causes_.size() ? causes_[index] : none;
    return cause == none ? std::nullopt : std::optional(cause);
  }
  void set_cause(std::size_t index, std::optional<std::uint32_t> cause);
  void forget_causes() { causes_ = {}; }

  // The positions of all paths that the node dials, ascending.
  [[nodiscard]] std::vector<std::uint32_t> from(NodeId source) const;
  [[nodiscard]] Edit edit(std::size_t index) { return {*this, index}; }
  // What it was judged by, or the judgement, is changed: it is to be judged anew.
  void store(std::size_t index, const FinishedPath& path);
  // So, and this is the judgement by what stands here now.
  void store_judged(std::size_t index, const FinishedPath& path);
  [[nodiscard]] bool is_judged(std::size_t index) const { return judged_[index]; }

  // Some path is in such a state: far fewer are looked at than there are paths.
  template <class Is>
  [[nodiscard]] bool any_state(const Is& is) const {
    const auto is_so = [&](const Slot& slot) { return slot.uses > 0 && is(slot.state); };
    return std::ranges::any_of(
               rows_, [&](const Row& row) { return std::ranges::any_of(row.states, is_so); }
           ) ||
           std::ranges::any_of(apart_, [&](const auto& one) { return is(one.second); });
  }

  // Calls visit(position, id) for each path, in order.
  template <class Visit>
  void for_each_id(const Visit& visit) const {
    std::uint32_t position = 0;
    for (const Row& row : rows_) {
      for (std::uint32_t at = 0; at < row.targets->nodes.size(); ++at)
        if (at != row.hole) visit(position++, PathId{row.flow, row.source, row.targets->nodes[at]});
    }
  }

  // Calls visit(flow, target, end) for each way in which the target is dialled in the flow. A way
  // may come twice.
  template <class Visit>
  void for_each_end(const Visit& visit) const {
    for (const KnownEnd& known : ends_) visit(known.flow, known.target, known.end);
  }
  // So, and how many paths lead there.
  template <class Visit>
  void count_ends(const Visit& visit) const {
    std::vector<std::uint32_t> paths(ends_.size());
    for (const Row& row : rows_) {
      for (std::uint32_t at = 0; at < row.targets->ends.size(); ++at)
        if (at != row.hole) ++paths[row.targets->ends[at]];
    }
    for (std::size_t at = 0; at < ends_.size(); ++at)
      visit(ends_[at].flow, ends_[at].target, ends_[at].end, paths[at]);
  }
  // As the path that was added last to this target, in this flow, is dialled; null: none was.
  [[nodiscard]] const PathEnd* latest_end(FlowId flow, NodeId target) const;
  // As for_each_end; visit may change what listens there, and nothing else.
  template <class Visit>
  void for_each_end(const Visit& visit) {
    for (KnownEnd& known : ends_) visit(known.flow, known.target, known.end);
  }

 private:
  // Round-trip codes are 0 where no time is known.
  struct Cell {
    std::uint8_t state = 0;  // of its row's, or kept_apart
    std::uint8_t min = 0;
    std::uint8_t median = 0;
    std::uint8_t max = 0;
  };
  struct Slot {
    PathState state;
    std::uint32_t uses = 0;
  };
  struct KnownEnd {
    FlowId flow{};
    NodeId target{};
    PathEnd end;
    std::uint32_t next = none;  // another one of the same flow and target
  };
  struct Targets {
    std::vector<NodeId> nodes;        // ascending
    std::vector<std::uint32_t> ends;  // of each, in ends_
  };
  struct Row {
    FlowId flow{};
    NodeId source{};
    std::uint32_t first = 0;
    std::uint32_t hole = none;  // a position of the targets that is left out: the source itself
    std::shared_ptr<Targets> targets;
    std::vector<Slot> states;
    std::array<std::uint8_t, 8> recent{};  // numbers of states, the latest first
    std::uint8_t spare = 0;                // states that no path is in
  };

  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static constexpr std::uint8_t kept_apart = 255;

  [[nodiscard]] static std::optional<evidence::RoundTrip> round_trip_of(const Cell& cell);
  // Like for like targets; nullopt: as it is. And back.
  [[nodiscard]] static std::optional<PathState> at_rest(const PathState& state, const PathEnd& end);
  static void restore(PathState& state, const PathEnd& end);
  [[nodiscard]] const Row& row_of(std::size_t index) const;
  [[nodiscard]] std::size_t end_of(const Row& row) const;
  [[nodiscard]] const Row* find_row(FlowId flow, NodeId source) const;
  [[nodiscard]] static std::uint32_t position(const Row& row, std::size_t index);
  [[nodiscard]] const PathState& state_of(const Row& row, std::size_t index) const;
  [[nodiscard]] std::uint32_t end_number(const FinishedPath& path);
  [[nodiscard]] static std::optional<std::uint8_t> state_number(Row& row, const PathState& state);
  [[nodiscard]] static std::optional<std::uint8_t> spare_state(Row& row);
  // The path at `index` has a state already, or has none yet.
  void keep_state(Row& row, std::size_t index, const PathState& state);
  void enter_state(Row& row, std::size_t index, const PathState& state);
  [[nodiscard]] static bool may_share(Row& row, const Targets& all);
  [[nodiscard]] std::shared_ptr<Targets> with_last_source(const Row& row) const;
  void share_targets(Row& row);

  std::vector<Cell> cells_;
  std::vector<bool> judged_;
  std::vector<std::uint32_t> causes_;  // behind its end: none
  std::vector<Row> rows_;
  mutable std::size_t latest_row_ = 0;  // that was asked for: the next is often the same
  std::vector<KnownEnd> ends_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> first_end_;  // by flow and target
  std::unordered_map<std::uint32_t, PathState> apart_;                 // by position
  std::shared_ptr<Targets> whole_;  // targets that the next row may share
};

}  // namespace oakprobe::diagnosis
