#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>

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

}  // namespace oakprobe::rules
