#include "rules/counter_rise.hpp"

#include <algorithm>

namespace oakprobe::rules {
namespace {

std::optional<std::uint64_t> rise_from(
    const std::optional<std::uint64_t>& before, const std::optional<std::uint64_t>& after
) {
  if (!before || !after || *after < *before) return std::nullopt;
  return *after - *before;
}

}  // namespace

std::optional<std::uint64_t> CounterRise::of(const Rule& rule, std::size_t place) {
  if (!rule.packets) return std::nullopt;
  const Rule* const same = earlier(rule, place);
  return same == nullptr ? std::nullopt : rise_from(same->packets, rule.packets);
}

std::optional<std::uint64_t> CounterRise::of_policy(const Chain& chain) const {
  if (before_ == nullptr || !before_->base || !chain.base) return std::nullopt;
  return rise_from(before_->base->policy_packets, chain.base->policy_packets);
}

const Rule* CounterRise::earlier(const Rule& rule, std::size_t place) {
  if (before_ == nullptr) return nullptr;
  const auto& rules = before_->rules;
  if (rule.handle == 0) {
    const bool same = place < rules.size() && rules[place].text == rule.text;
    return same ? &rules[place] : nullptr;
  }
  const auto has_handle = [&](const Rule& one) { return one.handle == rule.handle; };
  if (const std::size_t at = place + shift_; at < rules.size() && has_handle(rules[at]))
    return &rules[at];
  const auto it = std::ranges::find_if(rules, has_handle);
  if (it == rules.end()) return nullptr;
  const auto at = static_cast<std::size_t>(it - rules.begin());
  if (at > place) shift_ = at - place;
  return &*it;
}

}  // namespace oakprobe::rules
