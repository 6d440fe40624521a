#pragma once

#include "rules/rule.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::rules {

// The words of a line of iptables-save, quotation marks taken away.
[[nodiscard]] std::vector<std::string> iptables_words(std::string_view line);

// What the words behind "-A CHAIN" ask for and do (iptables(8), iptables-extensions(8)); what is
// not known here is a match that is not known. Counters are the caller's.
[[nodiscard]] Rule iptables_rule(const std::vector<std::string>& words);

}  // namespace oakprobe::rules
