#include "coordinator/timeline/difference.hpp"

#include <algorithm>
#include <tuple>

namespace oakprobe::timeline {
namespace {

constexpr auto names_of = [](const auto& one) { return std::tie(one.flow, one.from, one.to); };

// Calls visit(one or null, other or null) for what stands in either of two sorted lists.
template <class T, class Compare, class Visit>
void pair_up(const std::vector<T>& one, const std::vector<T>& other, Compare order, Visit visit) {
  auto left = one.begin();
  auto right = other.begin();
  while (left != one.end() || right != other.end()) {
    const auto which = left == one.end()      ? std::strong_ordering::greater
                       : right == other.end() ? std::strong_ordering::less
                                              : order(*left, *right);
    visit(which > 0 ? nullptr : &*left, which < 0 ? nullptr : &*right);
    if (which <= 0) ++left;
    if (which >= 0) ++right;
  }
}

bool is_broken(const PathOutcome& outcome) { return trouble_of(outcome) >= Trouble::degraded; }

bool is_bad_unknown(const PathOutcome& outcome) {
  return outcome.status == diagnosis::Status::unknown && !outcome.accepted;
}

const std::optional<PathOutcome>& now_of(const OutlinedPath& path) {
  return path.unknown ? path.unknown : path.known;
}

ChangedPath changed_path(const OutlinedPath& path) {
  return {
      std::string(path.flow), std::string(path.source), std::string(path.target), {}, {}, false};
}

bool has_grown(std::uint32_t before, std::uint32_t after) {
  return std::uint64_t{after} * 2 > std::uint64_t{before} * 3 && after - before >= slower_us_min;
}

class Comparison {
 public:
  Difference made;

  void appeared(const OutlinedPath& path) {
    ChangedPath one = changed_path(path);
    one.after = now_of(path);
    one.worse = is_broken(*one.after) || is_bad_unknown(*one.after);
    made.appeared.push_back(std::move(one));
  }

  void vanished(const OutlinedPath& path) {
    ChangedPath one = changed_path(path);
    one.before = now_of(path);
    made.vanished.push_back(std::move(one));
  }

  void compare(const OutlinedPath& before, const OutlinedPath& after) {
    if (now_of(before) == now_of(after)) return;
    ChangedPath one = changed_path(after);
    one.before = now_of(before);
    one.after = now_of(after);
    if (after.unknown) {
      one.worse =
          is_bad_unknown(*after.unknown) && !(before.unknown && is_bad_unknown(*before.unknown));
      (before.unknown ? made.changed : made.unknown).push_back(std::move(one));
      return;
    }
    if (before.unknown && before.known) one.before = before.known;  // what was known before that
    const bool was_known = one.before->status != diagnosis::Status::unknown;
    const Trouble was = was_known ? trouble_of(*one.before) : Trouble::none;
    const Trouble is = trouble_of(*one.after);
    one.worse = is > was && is_broken(*one.after);
    list_for(one, was_known).push_back(std::move(one));
  }

 private:
  std::vector<ChangedPath>& list_for(const ChangedPath& one, bool was_known) {
    const bool was_broken = was_known && is_broken(*one.before);
    if (is_broken(*one.after)) return was_broken ? list_of_same(one) : made.broken;
    if (was_broken) return made.mended;
    return was_known ? list_of_same(one) : made.known;
  }
  // It was unknown for a while, and is as it was; or it has changed.
  std::vector<ChangedPath>& list_of_same(const ChangedPath& one) {
    return one.before == one.after ? made.known : made.changed;
  }
};

}  // namespace

bool Difference::is_worse() const {
  const auto worse = [](const std::vector<ChangedPath>& paths) {
    return std::ranges::any_of(paths, &ChangedPath::worse);
  };
  return worse(broken) || worse(changed) || worse(unknown) || worse(appeared) || !slower.empty();
}

bool Difference::empty() const {
  return broken.empty() && mended.empty() && changed.empty() && unknown.empty() && known.empty() &&
         appeared.empty() && vanished.empty() && appeared_nodes.empty() && vanished_nodes.empty() &&
         slower.empty();
}

Difference difference(const Outline& before, const Outline& after) {
  Comparison comparison;
  Difference& made = comparison.made;
  made.before = before.head;
  made.after = after.head;
  const auto visit = [&](const OutlinedPath* was, const OutlinedPath* is) {
    const bool existed = was != nullptr && was->exists();
    const bool exists = is != nullptr && is->exists();
    if (existed && exists) {
      comparison.compare(*was, *is);
      if (was->median_us && is->median_us && has_grown(*was->median_us, *is->median_us))
        made.slower.push_back(
            {std::string(is->flow),
             std::string(is->source),
             std::string(is->target),
             false,
             *was->median_us,
             *is->median_us}
        );
    } else if (exists) {
      comparison.appeared(*is);
    } else if (existed) {
      comparison.vanished(*was);
    }
  };
  pair_up(before.paths, after.paths, compare_names, visit);
  const auto by_names = [](const OutlinedTime& one, const OutlinedTime& other) {
    return names_of(one) <=> names_of(other);
  };
  pair_up(
      before.times,
      after.times,
      by_names,
      [&](const OutlinedTime* was, const OutlinedTime* is) {
        if (was == nullptr || is == nullptr || !has_grown(was->median_us, is->median_us)) return;
        made.slower.push_back(
            {std::string(is->flow),
             std::string(is->from),
             std::string(is->to),
             true,
             was->median_us,
             is->median_us}
        );
      }
  );
  const auto by_text = [](std::string_view one, std::string_view other) { return one <=> other; };
  pair_up(
      before.nodes,
      after.nodes,
      by_text,
      [&](const std::string_view* was, const std::string_view* is) {
        if (was == nullptr) made.appeared_nodes.emplace_back(*is);
        if (is == nullptr) made.vanished_nodes.emplace_back(*was);
      }
  );
  return std::move(comparison.made);
}

}  // namespace oakprobe::timeline
