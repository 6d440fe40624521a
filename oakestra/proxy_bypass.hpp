#pragma once

#include <cstdint>
#include <string_view>

namespace oakprobe::oakestra {

// Whether the value of no_proxy names that host (an address or a name), so that no proxy is asked
// for it: a list with commas of "*", hosts with or without port, domains, and address ranges, as
// Python's requests and gRPC read it. Doubtful entries count: they name it.
[[nodiscard]] bool is_bypassed(
    std::string_view no_proxy, std::string_view host, std::uint16_t port
);

}  // namespace oakprobe::oakestra
