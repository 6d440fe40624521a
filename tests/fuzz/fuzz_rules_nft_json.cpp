#include "tests/fuzz/rules_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

// A tool's output, by a host on which anybody may have written rules.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  oakprobe::rules::HostTexts texts;
  texts.nft.assign(reinterpret_cast<const char*>(data), size);
  if (const auto rules = oakprobe::rules::read_ruleset(texts)) oakprobe::check_rules(*rules);
  return 0;
}
