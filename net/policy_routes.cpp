#include "net/policy_routes.hpp"

#include "net/netlink.hpp"

#include <algorithm>
#include <map>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

std::uint32_t attribute_number(std::span<const std::byte> body, std::uint16_t type) {
  return packets::attribute_as<std::uint32_t>(body, sizeof(fib_rule_hdr), type).value_or(0);
}

// A rule that looks nothing up in the main table but default routes (suppress_prefixlength, as
// wg-quick has it) asks it all the same: a network that is added there is found.
std::set<std::uint32_t> tables_before_main(std::uint8_t family) {
  fib_rule_hdr question{};
  question.family = family;
  std::map<std::uint32_t, std::uint32_t> first;  // table -> lowest priority of a rule that asks it
  const auto read = [&](const packets::NetlinkMessage& message) {
    const auto rule = packets::struct_in<fib_rule_hdr>(message.body);
    if (!rule || rule->action != FR_ACT_TO_TBL) return;
    const auto given = attribute_number(message.body, FRA_TABLE);
    const std::uint32_t table = given != 0 ? given : rule->table;
    const auto priority = attribute_number(message.body, FRA_PRIORITY);
    const auto [known, is_new] = first.try_emplace(table, priority);
    if (!is_new) known->second = std::min(known->second, priority);
  };
  std::set<std::uint32_t> tables;
  if (ask_kernel(NETLINK_ROUTE, RTM_GETRULE, NLM_F_DUMP, packets::bytes_of(question), read))
    return tables;
  const auto main = first.find(RT_TABLE_MAIN);
  for (const auto& [table, priority] : first) {
    const bool sooner = main == first.end() || priority < main->second;
    if (sooner && table != RT_TABLE_MAIN && table != RT_TABLE_LOCAL) tables.insert(table);
  }
  return tables;
}

}  // namespace

PolicyRoutes::PolicyRoutes()
    : ipv4_(tables_before_main(AF_INET)), ipv6_(tables_before_main(AF_INET6)) {}

bool PolicyRoutes::decide(const IpAddress& destination, NextHops& hops) const {
  const auto& tables = destination.is_v4() ? ipv4_ : ipv6_;
  if (tables.empty()) return false;
  const auto table = hops.routing_table_to(destination);
  return table && tables.contains(*table);
}

}  // namespace oakprobe::net
