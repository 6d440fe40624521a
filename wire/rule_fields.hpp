#pragma once

#include "evidence/descriptions.hpp"
#include "wire/field.hpp"

#include <tuple>

// A rule of a packet filter, in whatever message it stands.
namespace oakprobe::wire {

template <>
inline constexpr auto field_table<evidence::FirewallRule> = std::tuple{
    field(&evidence::FirewallRule::family).bytes(evidence::rule_name_bytes_max),
    field(&evidence::FirewallRule::table).bytes(evidence::rule_name_bytes_max),
    field(&evidence::FirewallRule::chain).bytes(evidence::rule_name_bytes_max),
    field(&evidence::FirewallRule::text).bytes(evidence::rule_text_bytes_max),
    field(&evidence::FirewallRule::comment).bytes(evidence::rule_name_bytes_max),
    field(&evidence::FirewallRule::owner).bytes(evidence::rule_name_bytes_max)};

}  // namespace oakprobe::wire
