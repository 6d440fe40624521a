#include "tests/fuzz/rules_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

// The same text as one of nf_tables' beside one of legacy, of both families.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  oakprobe::rules::HostTexts texts;
  texts.iptables_legacy.assign(reinterpret_cast<const char*>(data), size);
  texts.ip6tables = texts.iptables_legacy;
  texts.nft = R"({"nftables": [
    {"chain": {"family": "ip6", "table": "filter", "name": "INPUT", "handle": 1, "type": "filter",
     "hook": "input", "prio": 0, "policy": "accept"}},
    {"rule": {"family": "ip6", "table": "filter", "chain": "INPUT", "handle": 2,
     "expr": [{"xt": {"type": "match", "name": "owner"}}, {"counter": {"packets": 7}},
     {"drop": null}]}}]})";
  if (const auto rules = oakprobe::rules::read_ruleset(texts)) oakprobe::check_rules(*rules);
  return 0;
}
