#pragma once

#include "wire/messages.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace oakprobe::agent {

// The lines of /etc/hosts (hosts(5)) that give a name to a loopback address or to one of `own`;
// `localhost` and its like, which do so everywhere, left out. Of a name in several lines the first
// counts, as for the resolver. At most evidence::own_names_max.
[[nodiscard]] std::vector<evidence::HostsEntry> names_of_itself(
    std::string_view hosts, std::span<const IpAddress> own
);

}  // namespace oakprobe::agent
