#include "rules/walk.hpp"

#include "rules/counter_rise.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace oakprobe::rules {
namespace {

constexpr int conntrack_priority = -200;      // NF_IP_PRI_CONNTRACK
constexpr std::size_t jumps_max = 16;         // NFT_JUMP_STACK_SIZE
constexpr std::size_t steps_max = 4'000'000;  // comparisons: chains may fan out without end

struct Place {
  const Table* table = nullptr;
  const Chain* chain = nullptr;
};

class Walker {
 public:
  Walker(const Packet& packet, const Ruleset& rules, const Ruleset* before)
      : rules_(rules), before_(before) {
    state_.packet = packet;
  }

  [[nodiscard]] WalkResult walk() && {
    const std::string_view family = state_.packet.destination.is_v4() ? "ip" : "ip6";
    if (state_.packet.leaves) {
      pass_hook(Hook::output, {family, "inet"}, Truth::yes);
      pass_hook(Hook::postrouting, {family, "inet"}, Truth::yes);
      pass_devices({Hook::output, Hook::postrouting});
      state_.devices_not_known = true;
      pass_hook(Hook::egress, {"netdev", "netdev"}, Truth::not_known);
    } else {
      // Which device a chain of netdev sees is not always told, nor which devices are beneath one.
      state_.devices_not_known = true;
      pass_hook(Hook::ingress, {"netdev", "inet"}, Truth::not_known);
      pass_devices({Hook::prerouting, Hook::input});
      pass_hook(Hook::prerouting, {family, "inet"}, Truth::yes);
      if (state_.translated == Truth::no) {
        pass_hook(Hook::input, {family, "inet"}, Truth::yes);
      } else {
        pass_hook(Hook::input, {family, "inet"}, Truth::not_known);
        state_.devices_not_known = true;
        pass_hook(Hook::forward, {family, "inet"}, Truth::not_known);
      }
    }
    result_.may_pass = alive_ != Truth::no;
    return std::move(result_);
  }

 private:
  // A bridge, which the packet passes or not.
  void pass_devices(std::array<Hook, 2> hooks) {
    state_.devices_not_known = true;
    for (const Hook hook : hooks) pass_hook(hook, {"bridge", "bridge"}, Truth::not_known);
    state_.devices_not_known = false;
  }

  // All base chains of a hook, in the order of their priorities.
  void pass_hook(Hook hook, std::array<std::string_view, 2> families, Truth entry) {
    std::vector<Place> places;
    for (const Table& table : rules_.tables) {
      if (table.family != families[0] && table.family != families[1]) continue;
      for (const Chain& chain : table.chains) {
        if (chain.base && chain.base->hook == hook) places.push_back({&table, &chain});
      }
    }
    const auto priority = [](const Place& place) { return place.chain->base->priority; };
    std::ranges::sort(places, {}, priority);
    for (auto begin = places.begin(); begin != places.end();) {
      const auto end = std::find_if(begin, places.end(), [&](const Place& place) {
        return priority(place) != priority(*begin);
      });
      pass_group({begin, end}, hook, entry);
      begin = end;
    }
  }

  // Which of several chains of one priority comes first is not told: where two of them can end a
  // packet, neither does for certain.
  void pass_group(std::span<const Place> group, Hook hook, Truth entry) {
    const int priority = group.front().chain->base->priority;
    state_.tracked = tracked_at(hook, priority, group.front().table->family);
    const Truth before = both(alive_, entry);
    if (before == Truth::no) return;
    const std::size_t first = result_.endings.size();
    std::size_t ending_chains = 0;
    bool all_pass = true;
    for (const Place& place : group) {
      const std::size_t known = result_.endings.size();
      const bool passes = pass_base(place, before);
      if (result_.endings.size() > known) ++ending_chains;
      all_pass = all_pass && passes;
    }
    const auto endings = std::span(result_.endings).subspan(first);
    if (ending_chains > 1) {
      for (Ending& ending : endings) ending.certainty = Truth::not_known;
    }
    if (!all_pass && before == Truth::yes) {
      alive_ = Truth::no;
    } else if (!endings.empty()) {
      alive_ = Truth::not_known;
    }
  }

  static Truth tracked_at(Hook hook, int priority, std::string_view family) {
    if (family == "bridge") return Truth::not_known;
    if (hook == Hook::ingress) return Truth::no;
    if (hook != Hook::prerouting && hook != Hook::output) return Truth::yes;
    if (priority == conntrack_priority) return Truth::not_known;
    return truth_of(priority > conntrack_priority);
  }

  // Whether a packet that comes to this base chain can pass it.
  [[nodiscard]] bool pass_base(const Place& place, Truth entry) {
    const ChainBase& base = *place.chain->base;
    // A connection whose first packet was seen before passes no chain of nat.
    if (base.translates) entry = both(entry, Truth::not_known);
    accepted_ = false;
    const Table* const before =
        before_ == nullptr
            ? nullptr
            : before_->find(place.table->family, place.table->name, place.table->legacy);
    const Flow flow = pass_chain(place, before, entry, 0);
    if (base.drops && flow.may_go_on)
      meet_policy(place, before, flow.may_end ? Truth::not_known : entry);
    return accepted_ || (flow.may_go_on && !base.drops);
  }

  void meet_policy(const Place& place, const Table* before, Truth certainty) {
    const CounterRise rises(before == nullptr ? nullptr : before->find(place.chain->name));
    const auto rise = rises.of_policy(*place.chain);
    if (rise != 0)
      add_ending({place.table, place.chain, nullptr, certainty, rise});
    else if (certainty == Truth::yes)
      result_.is_sound = false;
  }

  // What becomes of the packets that come to a chain.
  struct Flow {
    bool may_end = false;    // some never leave it
    bool may_go_on = false;  // some leave it at its end, or return from it
  };

  // A chain while it is walked.
  struct Frame {
    Place place;
    const Table* before;
    std::size_t depth;
    Truth here;  // a packet comes to the next rule
    Truth returned = Truth::no;
    bool may_end = false;
  };

  Flow pass_chain(const Place& place, const Table* before, Truth entry, std::size_t depth) {
    CounterRise rises(before == nullptr ? nullptr : before->find(place.chain->name));
    Frame frame{place, before, depth, entry};
    const auto& rules = place.chain->rules;
    for (std::size_t at = 0; at < rules.size() && frame.here != Truth::no; ++at) {
      if (!take_steps(rules[at])) break;
      pass_rule(frame, rules[at], rises.of(rules[at], at));
    }
    return {frame.may_end, frame.here != Truth::no || frame.returned != Truth::no};
  }

  void pass_rule(Frame& frame, const Rule& rule, std::optional<std::uint64_t> rise) {
    Truth matches = Truth::yes;
    for (const Match& match : rule.matches) {
      matches = both(matches, truth_of(match, state_));
      if (matches == Truth::no) return;
    }
    if (rise == 0) {
      // No packet came by: for what was certain to come by, something here is not as it is read.
      if (both(matches, frame.here) == Truth::yes) result_.is_sound = false;
      return;
    }
    if (!rule.choice) {
      if (!rule.counts_verdicts) rise = std::nullopt;
      obey(frame, rule, rule.verdict, matches, rise);
      return;
    }
    const Elements& elements = *rule.choice->elements;
    for (std::size_t at = 0; at < elements.verdicts.size() && frame.here != Truth::no; ++at) {
      const Truth chosen = both(matches, truth_of_element(*rule.choice, at, state_));
      if (chosen != Truth::no) obey(frame, rule, elements.verdicts[at], chosen, std::nullopt);
      if (chosen == Truth::yes) return;
    }
    if (!elements.complete) end_perhaps(frame, rule, std::nullopt);
  }

  // What a verdict makes of a packet that comes to it if `matches`.
  void obey(
      Frame& frame,
      const Rule& rule,
      const Verdict& verdict,
      Truth matches,
      std::optional<std::uint64_t> rise
  ) {
    const Truth hit = both(frame.here, matches);
    switch (verdict.effect) {
      case Effect::passes:
        return;
      case Effect::untracks:
        state_.untracked = either(state_.untracked, hit);
        return;
      case Effect::jumps:
      case Effect::goes:
        follow(frame, rule, verdict, matches);
        return;
      case Effect::may_end:
        end_perhaps(frame, rule, rise);
        return;
      case Effect::translates:
        state_.translated = either(state_.translated, hit);
        accept_perhaps(frame);
        return;
      case Effect::accepts:
        accepted_ = true;
        frame.may_end = true;
        break;
      case Effect::drops:
        add_ending({frame.place.table, frame.place.chain, &rule, hit, rise});
        frame.may_end = true;
        break;
      case Effect::returns:
        frame.returned = either(frame.returned, hit);
        break;
    }
    leave(frame, matches);
  }

  // Who matches goes no further here.
  static void leave(Frame& frame, Truth matches) {
    frame.here = both(frame.here, opposite(matches));
  }

  void follow(Frame& frame, const Rule& rule, const Verdict& verdict, Truth matches) {
    const Chain* const chain = frame.place.table->find(verdict.chain);
    if (chain == nullptr || frame.depth == jumps_max) {  // a target that is not known here
      end_perhaps(frame, rule, std::nullopt);
      return;
    }
    const Truth hit = both(frame.here, matches);
    const Flow flow = pass_chain({frame.place.table, chain}, frame.before, hit, frame.depth + 1);
    frame.may_end = frame.may_end || flow.may_end;
    if (verdict.effect == Effect::goes) {
      if (flow.may_go_on)
        frame.returned = either(frame.returned, flow.may_end ? both(hit, Truth::not_known) : hit);
      leave(frame, matches);
    } else if (!flow.may_go_on) {
      leave(frame, matches);
    } else if (flow.may_end) {
      frame.here = both(frame.here, Truth::not_known);
    }
  }

  void accept_perhaps(Frame& frame) {
    accepted_ = true;
    frame.may_end = true;
    frame.here = both(frame.here, Truth::not_known);
  }

  void end_perhaps(Frame& frame, const Rule& rule, std::optional<std::uint64_t> rise) {
    add_ending({frame.place.table, frame.place.chain, &rule, Truth::not_known, rise});
    accept_perhaps(frame);
  }

  void add_ending(const Ending& ending) {
    const auto it = std::ranges::find_if(result_.endings, [&](const Ending& one) {
      return one.chain == ending.chain && one.rule == ending.rule;
    });
    if (it == result_.endings.end()) {
      result_.endings.push_back(ending);
    } else {
      it->certainty = either(it->certainty, ending.certainty);
    }
  }

  [[nodiscard]] bool take_steps(const Rule& rule) {
    steps_ += 1 + rule.matches.size();
    for (const Match& match : rule.matches) steps_ += match.elements->ranges.size();
    if (rule.choice) steps_ += rule.choice->elements->ranges.size();
    if (steps_ > steps_max) result_.is_sound = false;
    return result_.is_sound;
  }

  const Ruleset& rules_;
  const Ruleset* before_;
  PacketState state_;
  Truth alive_ = Truth::yes;
  bool accepted_ = false;  // some packets, by the base chain that is being walked
  std::size_t steps_ = 0;
  WalkResult result_;
};

}  // namespace

WalkResult walk(const Packet& packet, const Ruleset& rules, const Ruleset* before) {
  return Walker(packet, rules, before).walk();
}

}  // namespace oakprobe::rules
