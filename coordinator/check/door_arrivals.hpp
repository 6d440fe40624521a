#pragma once

#include "base/address_set.hpp"
#include "evidence/sighting.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace oakprobe::check {

// The SYNs that a target's taps saw come to one of its ports, and which of them some attempt has
// claimed. Found by what they have, without looking at all: a target may tell of 65,536.
class DoorArrivals {
 public:
  enum class By : std::uint8_t { sequence, answer, port, clock };

  // It outlives this. All are added before the first is looked for.
  void add(const evidence::SeenHandshake& seen) { all_.push_back(&seen); }

  // The position of one that nobody claimed, has a value from first to last, and is right.
  template <class Right>
  [[nodiscard]] std::optional<std::uint32_t> find(
      By by, std::uint32_t first, std::uint32_t last, const Right& right
  ) {
    const Index& index = index_of(by);
    auto entry = std::ranges::lower_bound(index, std::pair(first, std::uint32_t{0}));
    for (; entry != index.end() && entry->first <= last; ++entry)
      if (!claimed_[entry->second] && right(*all_[entry->second])) return entry->second;
    return std::nullopt;
  }
  template <class Right>
  [[nodiscard]] std::optional<std::uint32_t> find(By by, std::uint32_t value, const Right& right) {
    return find(by, value, value, right);
  }

  const evidence::SeenHandshake& claim(std::uint32_t position) {
    claimed_[position] = true;
    return *all_[position];
  }

  // When all have claimed: where those come from that nobody claimed; without a clock alone, or
  // all.
  [[nodiscard]] const AddressSet& unclaimed(bool without_clock);

 private:
  using Index = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // value, position in all_

  // Made when it is first asked for.
  [[nodiscard]] const Index& index_of(By by);

  std::vector<const evidence::SeenHandshake*> all_;
  std::vector<bool> claimed_;
  std::array<Index, 4> indices_;
  std::array<std::optional<AddressSet>, 2> unclaimed_;
};

}  // namespace oakprobe::check
