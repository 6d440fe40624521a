#include "rules/chain_walk.hpp"

#include "rules/counter_rise.hpp"

#include <algorithm>

namespace oakprobe::rules {
namespace {

constexpr std::size_t jumps_max = 16;  // NFT_JUMP_STACK_SIZE
constexpr std::size_t endings_max = 1'000;
constexpr std::size_t steps_max = 1'000'000;  // comparisons: chains may fan out without end

}  // namespace

bool ChainWalk::pass_base(const ChainPlace& place, Truth entry) {
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

void ChainWalk::meet_policy(const ChainPlace& place, const Table* before, Truth certainty) {
  const CounterRise rises(before == nullptr ? nullptr : before->find(place.chain->name));
  const auto rise = rises.of_policy(*place.chain);
  if (rise != 0)
    add_ending({place.table, place.chain, nullptr, certainty, rise});
  else if (certainty == Truth::yes)
    result_.is_sound = false;
}

ChainWalk::Flow ChainWalk::pass_chain(
    const ChainPlace& place, const Table* before, Truth entry, std::size_t depth
) {
  CounterRise rises(before == nullptr ? nullptr : before->find(place.chain->name));
  Frame frame{place, before, depth, entry};
  const auto& rules = place.chain->rules;
  for (std::size_t at = 0; at < rules.size() && frame.here != Truth::no; ++at) {
    if (!take_steps(rules[at])) break;
    pass_rule(frame, rules[at], rises.of(rules[at], at));
  }
  return {frame.may_end, frame.here != Truth::no || frame.may_return};
}

void ChainWalk::pass_rule(Frame& frame, const Rule& rule, std::optional<std::uint64_t> rise) {
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

void ChainWalk::obey(
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
      frame.may_return = true;
      break;
  }
  leave(frame, matches);
}

void ChainWalk::leave(Frame& frame, Truth matches) {
  frame.here = both(frame.here, opposite(matches));
}

void ChainWalk::follow(Frame& frame, const Rule& rule, const Verdict& verdict, Truth matches) {
  const Chain* const chain = frame.place.table->find(verdict.chain);
  if (chain == nullptr || frame.depth == jumps_max) {  // a target that is not known here
    end_perhaps(frame, rule, std::nullopt);
    return;
  }
  const Truth hit = both(frame.here, matches);
  const Flow flow = pass_chain({frame.place.table, chain}, frame.before, hit, frame.depth + 1);
  frame.may_end = frame.may_end || flow.may_end;
  if (verdict.effect == Effect::goes) {
    frame.may_return = frame.may_return || flow.may_go_on;
    leave(frame, matches);
  } else if (!flow.may_go_on) {
    leave(frame, matches);
  } else if (flow.may_end) {
    frame.here = both(frame.here, Truth::not_known);
  }
}

void ChainWalk::accept_perhaps(Frame& frame) {
  accepted_ = true;
  frame.may_end = true;
  frame.here = both(frame.here, Truth::not_known);
}

void ChainWalk::end_perhaps(Frame& frame, const Rule& rule, std::optional<std::uint64_t> rise) {
  add_ending({frame.place.table, frame.place.chain, &rule, Truth::not_known, rise});
  accept_perhaps(frame);
}

void ChainWalk::add_ending(const Ending& ending) {
  const auto it = std::ranges::find_if(result_.endings, [&](const Ending& one) {
    return one.chain == ending.chain && one.rule == ending.rule;
  });
  if (it == result_.endings.end()) {
    if (result_.endings.size() == endings_max) steps_ = steps_max + 1;  // nothing will follow
    result_.endings.push_back(ending);
  } else {
    it->certainty = either(it->certainty, ending.certainty);
  }
}

bool ChainWalk::take_steps(const Rule& rule) {
  steps_ += 1 + rule.matches.size();
  for (const Match& match : rule.matches) steps_ += match.elements->ranges.size();
  if (rule.choice) steps_ += rule.choice->elements->ranges.size();
  return !gave_up();
}

bool ChainWalk::gave_up() const { return steps_ > steps_max; }

}  // namespace oakprobe::rules
