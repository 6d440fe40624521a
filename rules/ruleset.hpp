#pragma once

#include "rules/rule.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oakprobe::rules {

// What a host's own tools print of its packet filter, with counters. Empty: there is no such tool,
// or it has nothing.
struct HostTexts {
  std::string nft;               // nft -j -a list ruleset
  std::string iptables;          // iptables-nft-save -c
  std::string ip6tables;         // ip6tables-nft-save -c
  std::string iptables_legacy;   // iptables-legacy-save -c
  std::string ip6tables_legacy;  // ip6tables-legacy-save -c
};

enum class Hook : std::uint8_t { ingress, prerouting, input, forward, output, postrouting, egress };

// By which a chain sees packets.
struct ChainBase {
  Hook hook = Hook::input;
  int priority = 0;
  bool translates = false;  // type nat: it sees the first packet of a connection
  bool drops = false;       // its policy
  // Packets that its policy was for; nullopt: nobody counts them.
  std::optional<std::uint64_t> policy_packets;
};

struct Chain {
  std::string name;
  std::optional<ChainBase> base;
  std::vector<Rule> rules;
};

struct Table {
  std::string family;  // as FirewallRule has it
  std::string name;
  bool legacy = false;    // of iptables-legacy, which nf_tables knows nothing of
  bool iptables = false;  // made by iptables, legacy or not
  std::vector<Chain> chains;
  std::unordered_map<std::string, std::size_t> chain_numbers;  // by name

  [[nodiscard]] const Chain* find(const std::string& chain) const;
  [[nodiscard]] Chain* find(const std::string& chain);
  // The chain of this name, made if there is none.
  Chain& chain_named(std::string_view chain);
};

// A host's packet filter, as read_ruleset (rules/name_rule.hpp) makes it.
struct Ruleset {
  std::vector<Table> tables;

  [[nodiscard]] const Table* find(std::string_view family, std::string_view table, bool legacy)
      const;
  [[nodiscard]] Table* find(std::string_view family, std::string_view table, bool legacy);
};

// More rules than that are not read: kube-proxy makes some ten a service.
inline constexpr std::size_t rules_max = 200'000;
inline constexpr std::size_t tables_max = 500;

}  // namespace oakprobe::rules
