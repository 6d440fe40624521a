#include "inventory/selector.hpp"

namespace oakprobe::inventory {

std::string_view to_string(Role role) {
  static constexpr std::array<std::string_view, all_roles.size()> names{
      "root", "cluster", "worker", "client", "outsider"};
  return names[static_cast<std::size_t>(role)];
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : all_roles) {
    if (to_string(role) == text) return role;
  }
  return std::nullopt;
}

}  // namespace oakprobe::inventory
