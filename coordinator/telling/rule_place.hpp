#pragma once

#include "evidence/firewall_rule.hpp"

#include <optional>
#include <string>
#include <string_view>

// Where a rule stands decides which commands undo it. A rule is an agent's word.
namespace oakprobe::telling {

// As nft takes it without quotation marks, and a shell as it stands.
[[nodiscard]] bool is_plain_name(std::string_view name);

// In a table of iptables, be it made by iptables-nft: its rules are written in iptables' words.
[[nodiscard]] bool is_of_iptables(const evidence::FirewallRule& rule);

// Behind the rules that ufw's command writes, so that one of those undoes it.
[[nodiscard]] bool is_undone_by_ufw(const evidence::FirewallRule& rule);

// The zone of firewalld in whose chain the rule stands; a rich rule of negative priority comes
// before it. nullopt: none, or that is not so.
[[nodiscard]] std::optional<std::string> zone_of(const evidence::FirewallRule& rule);

// Whether "established" can match there: conntrack has seen the packet, and knows its connection.
[[nodiscard]] bool may_be_known_as_answers(const evidence::FirewallRule& rule);

// Which packets for a port that Docker publishes, and leads to a container by a translation of
// their destination, meet a rule.
enum class Published {
  as_dialled,  // it comes before that, or those that are not translated
  translated,  // it stands in FORWARD
  not_known
};
[[nodiscard]] Published published_at(const evidence::FirewallRule& rule);

}  // namespace oakprobe::telling
