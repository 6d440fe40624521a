#pragma once

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "rules/name_rule.hpp"
#include "rules/walk.hpp"

namespace oakprobe {

inline void check_described(const evidence::FirewallRule& rule) {
  CHECK(rule.text.size() <= evidence::rule_text_bytes_max && is_utf8(rule.text));
  for (const auto* name : {&rule.family, &rule.table, &rule.chain, &rule.comment, &rule.owner})
    CHECK(name->size() <= evidence::rule_name_bytes_max && is_utf8(*name));
}

// What is said of some packets fits together, whatever the rules are.
inline void check_rules(const rules::Ruleset& ruleset) {
  for (unsigned kind = 0; kind < 8; ++kind) {
    const bool ip6 = (kind & 1U) != 0;
    rules::Packet packet;
    packet.protocol = (kind & 2U) != 0 ? Protocol::tcp : Protocol::udp;
    packet.leaves = (kind & 4U) != 0;
    packet.source = *parse_ip_address(ip6 ? "fd77::1" : "10.77.0.1");
    packet.destination = *parse_ip_address(ip6 ? "fd77::2" : "10.77.0.2");
    packet.source_port = 40'000;
    packet.destination_port = 50'103;
    const rules::WalkResult result = rules::walk(packet, ruleset);
    for (const auto& ending : result.endings) {
      CHECK(ending.certainty != rules::Truth::no);
      CHECK(ending.rule != nullptr || ending.chain->base);
      check_described(
          rules::described(*ending.table, *ending.chain, ending.rule, evidence::RuleSource::read)
      );
    }
    // What can't pass ends somewhere.
    CHECK(!result.is_sound || result.may_pass || !result.endings.empty());
    const auto admission = rules::admission(packet, ruleset);
    const auto rule = rules::rule_that_ends(packet, ruleset, ruleset, 0);
    CHECK(!rule || admission == evidence::Admission::dropped);
    static_cast<void>(rules::rule_that_ends(packet, ruleset, ruleset, 20));
  }
}

}  // namespace oakprobe
