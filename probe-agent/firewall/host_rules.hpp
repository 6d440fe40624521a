#pragma once

#include "probe-agent/firewall/rule_reading.hpp"

#include <functional>

namespace oakprobe::agent {

// Has the host's own tools print its packet filter, one after the other, in the order of HostTexts'
// members. What a tool would have to be there for (rules that only it reads) and is not, is
// `failed`. `owner`: as run_tool() has it.
void read_host_rules(int owner, const std::function<void(const ToolText&)>& take);

}  // namespace oakprobe::agent
