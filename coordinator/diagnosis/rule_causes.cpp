#include "coordinator/diagnosis/rule_causes.hpp"

#include "coordinator/diagnosis/blocking_rule.hpp"
#include "coordinator/diagnosis/cause_group.hpp"
#include "coordinator/diagnosis/common_causes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace oakprobe::diagnosis {
namespace {

// What is the same of two findings of one rule, by whichever packets it was found.
auto parts_of(const evidence::FirewallRule& rule) {
  return std::tie(
      rule.family, rule.table, rule.chain, rule.policy, rule.legacy, rule.handle, rule.text
  );
}

constexpr std::size_t not_known = ~std::size_t{0};

class RuleCauses {
 public:
  explicit RuleCauses(FinishedCheck& check) : check_(check) {}

  void regroup() {
    for (std::size_t at = 0; at < check_.paths.size(); ++at)
      if (check_.paths.state_at(at).rules && check_.paths.cause_at(at)) number(at);
    if (rules_.empty()) return;
    const auto members = members_of_causes(check_);
    std::vector<ByRule> ends;
    for (std::size_t at = 0; at < members.size(); ++at) {
      ends.push_back(by_rule(check_.causes[at], members[at]));
      for (const auto& [rule, paths] : ends.back()) {
        Shared& shared = shared_[key_of(check_.causes[at], rule)];
        ++shared.causes;
        shared.paths.insert(shared.paths.end(), paths.begin(), paths.end());
      }
    }
    std::vector<CommonCause> before = std::exchange(check_.causes, {});
    std::set<Key> added;
    for (std::size_t at = 0; at < before.size(); ++at) {
      if (!changes(before[at], ends[at])) {
        add(std::move(before[at]), members[at]);
        continue;
      }
      for (const auto& [rule, paths] : ends[at]) {
        const Key key = key_of(before[at], rule);
        if (added.insert(key).second) add(shared_[key].paths);
      }
    }
  }

 private:
  struct Known {
    NodeId host{};
    const evidence::FirewallRule* rule = nullptr;  // in the book
  };
  // The filter, the port that its packets are for, and whether they are of IPv4 (nullopt: a name
  // that nobody resolved): each family may have rules of its own.
  using Gate = std::tuple<NodeId, Segment, Protocol, std::uint16_t, std::optional<bool>>;
  // What is told together: a status, a cause and segments, and the rule's number.
  using Key = std::tuple<Status, std::optional<Cause>, std::uint8_t, std::size_t>;
  using ByRule = std::map<std::size_t, std::vector<std::size_t>>;

  [[nodiscard]] Gate gate_of(std::size_t at, Segment segment) const {
    const PathId id = check_.paths.id_at(at);
    const PathEnd& end = check_.paths.end_at(at);
    const bool at_target =
        segment == Segment::target_firewall || segment == Segment::return_target_firewall;
    const auto& dial = check_.paths.state_at(at).dial;
    const std::optional<IpAddress> dialled =
        dial && dial->dialled ? unmapped(*dial->dialled) : end.address->ip();
    return {
        at_target ? id.target : id.source,
        segment,
        check_.inventory.flow(id.flow).protocol,
        at_target && end.listen_port != 0 ? end.listen_port : end.port,
        dialled ? std::optional(dialled->is_v4()) : std::nullopt};
  }

  void number(std::size_t at) {
    const evidence::RuleFinding* found = blocking_rule(check_.paths.state_at(at));
    if (found == nullptr) return;
    const NodeId host = host_of(check_.paths.id_at(at), *found);
    auto known = std::ranges::find_if(rules_, [&](const Known& one) {
      return one.host == host && parts_of(*one.rule) == parts_of(found->rule);
    });
    if (known == rules_.end()) known = rules_.insert(known, {host, &found->rule});
    const auto number = static_cast<std::size_t>(known - rules_.begin());
    own_[at] = number;
    const auto [gate, is_new] = at_gate_.try_emplace(gate_of(at, segment_of(*found)), number);
    if (!is_new && gate->second != number) gate->second = not_known;
  }

  [[nodiscard]] std::size_t own(std::size_t at) const {
    const auto found = own_.find(at);
    return found == own_.end() ? not_known : found->second;
  }

  // The path's own, or that of the others at the one filter where it ends.
  [[nodiscard]] std::size_t rule_of(std::size_t at) const {
    if (const std::size_t known = own(at); known != not_known) return known;
    const SegmentSet where = check_.paths.state_at(at).verdict->where;
    if (where.size() != 1) return not_known;
    const auto found = at_gate_.find(gate_of(at, where.in_order().front()));
    return found == at_gate_.end() ? not_known : found->second;
  }

  // The cause's paths by the rule where they end; empty: of one it is not known.
  [[nodiscard]] ByRule by_rule(const CommonCause& cause, const std::vector<std::size_t>& members)
      const {
    ByRule ends;
    for (const std::size_t path : members) {
      const std::size_t rule = rule_of(path);
      if (rule == not_known || cause.unjudged > 0) return {};
      ends[rule].push_back(path);
    }
    return ends;
  }

  [[nodiscard]] static Key key_of(const CommonCause& cause, std::size_t rule) {
    return {cause.status, cause.cause, cause.where.bits(), rule};
  }

  [[nodiscard]] bool changes(const CommonCause& cause, const ByRule& ends) const {
    return ends.size() > 1 || std::ranges::any_of(ends, [&](const auto& end) {
             return shared_.at(key_of(cause, end.first)).causes > 1;
           });
  }

  // What is common to all whose own rule is known.
  void add(CommonCause cause, const std::vector<std::size_t>& members) {
    std::size_t common = not_known;
    bool several = false;
    for (const std::size_t path : members) {
      check_.paths.set_cause(path, static_cast<std::uint32_t>(check_.causes.size()));
      const std::size_t rule = own(path);
      if (rule == not_known) continue;
      if (common == not_known) cause.ruled = path;
      several |= common != not_known && rule != common;
      common = rule;
    }
    if (several) cause.ruled.reset();
    check_.causes.push_back(std::move(cause));
  }

  void add(std::vector<std::size_t> members) {
    std::ranges::sort(members);
    Group group;
    group.by = GroupBy::rule;
    group.members = std::move(members);
    add(common_cause_of(check_, group), group.members);
  }

  FinishedCheck& check_;
  std::vector<Known> rules_;
  std::map<std::size_t, std::size_t> own_;  // of a path, in rules_
  std::map<Gate, std::size_t> at_gate_;
  struct Shared {
    std::size_t causes = 0;
    std::vector<std::size_t> paths;
  };
  std::map<Key, Shared> shared_;
};

}  // namespace

void regroup_by_rule(FinishedCheck& check) {
  for (CommonCause& cause : check.causes) cause.ruled.reset();
  if (check.paths.any_state([](const PathState& state) { return state.rules.has_value(); }))
    RuleCauses(check).regroup();
}

}  // namespace oakprobe::diagnosis
