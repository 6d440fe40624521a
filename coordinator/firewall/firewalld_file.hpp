#pragma once

#include "coordinator/firewall/format.hpp"

namespace oakprobe::firewall {

// A shell script that gives firewalld a policy and ipsets of our own; what Docker publishes, which
// firewalld lets in, is in a table of nftables.
[[nodiscard]] std::string firewalld_file(const NodeView& view);

}  // namespace oakprobe::firewall
