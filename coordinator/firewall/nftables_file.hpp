#pragma once

#include "coordinator/firewall/format.hpp"

namespace oakprobe::firewall {

// A script for `nft -f`: one table of its own, replaced as a whole each time.
[[nodiscard]] std::string nftables_file(const NodeView& view);

// The same table with what Docker publishes alone, beside another tool's rules for the host.
[[nodiscard]] std::string nftables_published(const NodeView& view);

}  // namespace oakprobe::firewall
