#pragma once

#include "coordinator/firewall/format.hpp"

namespace oakprobe::firewall {

// A shell script of ufw's allow rules, which it knows again by their comment; what Docker
// publishes, which passes ufw by, is in DOCKER-USER.
[[nodiscard]] std::string ufw_file(const NodeView& view);

}  // namespace oakprobe::firewall
