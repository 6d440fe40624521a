#pragma once

#include "base/described_enum.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::inventory {

BOOST_DEFINE_FIXED_ENUM_CLASS(Role, std::uint8_t, root, cluster, worker, client, outsider)

[[nodiscard]] constexpr std::string_view to_string(Role role) { return name_of(role); }

inline constexpr auto all_roles = all_values<Role>;

// The roles of one machine; it may have several.
class RoleSet {
 public:
  constexpr void insert(Role role) { bits_ |= bit(role); }
  [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(RoleSet, RoleSet) = default;

 private:
  static constexpr std::uint8_t bit(Role role) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role));
  }
  std::uint8_t bits_ = 0;
};

// Which nodes a rule speaks of: all given conditions must hold.
struct Selector {
  std::optional<Role> role;
  std::optional<std::string> cluster;
  std::optional<std::string> tag;
  std::optional<std::string> name;

  friend bool operator==(const Selector&, const Selector&) = default;
};

}  // namespace oakprobe::inventory
