#pragma once

#include "rules/ruleset.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace oakprobe::rules {

// How much the counters of a chain rose since an earlier reading. Rules are found again by their
// handles, those of iptables-legacy by their place and text.
class CounterRise {
 public:
  // nullptr: there was no such chain, or no earlier reading.
  explicit CounterRise(const Chain* before) : before_(before) {}

  // nullopt: it has no counter, is new, or counts anew.
  [[nodiscard]] std::optional<std::uint64_t> of(const Rule& rule, std::size_t place);
  [[nodiscard]] std::optional<std::uint64_t> of_policy(const Chain& chain) const;

 private:
  [[nodiscard]] const Rule* earlier(const Rule& rule, std::size_t place);

  const Chain* before_;
  std::size_t shift_ = 0;  // so many rules before this one are gone
};

}  // namespace oakprobe::rules
