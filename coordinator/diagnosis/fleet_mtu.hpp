#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::diagnosis {

// What to set where a tunnel's full packets do not pass. tun_bytes: of the TUN (MTUSize), which
// every tunnel `that` takes; full_bytes: of the IP packet that did not pass.
[[nodiscard]] std::string tunnel_mtu_fix(
    int tun_bytes, std::uint16_t full_bytes, std::string_view that
);

// Gives all tunnels whose full packets do not pass one fix: the largest MTUSize that every tunnel
// takes which was tried, since workers should not differ in it. Once all paths are judged.
void agree_on_tunnel_mtu(FinishedCheck& check);

}  // namespace oakprobe::diagnosis
