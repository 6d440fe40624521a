#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>
#include <optional>
#include <string>

// What a closer look at a path showed, each in one line; empty where there was none of it.
namespace oakprobe::report {

// "28 of 40 arrived, 27 were answered"; "?" for what the target could not tell.
[[nodiscard]] std::string burst_text(const diagnosis::FinishedPath& path);

// "largest that passes: 1,400 of 1,478 (TUN 1372 of 1450); in fragments: yes; 192.0.2.1 says MTU
// 1,400"; over TCP "1,500 there: no, back: yes; largest that passes: 1,400". of_tunnel: what is
// sent is NetManager's packets.
[[nodiscard]] std::string sizes_text(
    const diagnosis::FinishedPath& path, Protocol protocol, bool of_tunnel
);

// Full packets pass, in each direction that was tried.
[[nodiscard]] bool full_packets_pass(const diagnosis::FinishedPath& path, Protocol protocol);

// "1 192.0.2.1, 2 198.51.100.1, 4 192.0.2.33 (the end)"
[[nodiscard]] std::string hops_text(const diagnosis::CloserLook& look);

// How many small probes of a burst are known to have been lost; nullopt: nobody could tell.
[[nodiscard]] std::optional<int> lost_of_burst(const diagnosis::FinishedPath& path);

// "1,478"
[[nodiscard]] std::string grouped(std::uint32_t number);

}  // namespace oakprobe::report
