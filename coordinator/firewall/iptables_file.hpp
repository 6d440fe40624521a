#pragma once

#include "coordinator/firewall/format.hpp"

namespace oakprobe::firewall {

// A shell script around iptables-restore and ip6tables-restore, with chains of its own: one that
// INPUT goes to, and one for what Docker publishes, that DOCKER-USER goes to.
[[nodiscard]] std::string iptables_file(const NodeView& view);

// The same of DOCKER-USER alone, beside another tool's rules for INPUT.
[[nodiscard]] std::string docker_user_file(const NodeView& view);

// What that does, as the end of another tool's script, which takes the same words; empty where
// Docker publishes nothing.
[[nodiscard]] std::string docker_user_part(const NodeView& view);

}  // namespace oakprobe::firewall
