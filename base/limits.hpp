#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

// Defaults and limits that several rooms keep to: the coordinator's options, its orders on the
// wire, and what an agent does. No option lifts a limit.
namespace oakprobe {

// Of each path.
inline constexpr std::uint32_t attempts_default = 3;
// Between the starts of two attempts of a path, at least: who sends ICMP errors rations them.
inline constexpr std::chrono::milliseconds attempt_spacing{250};
// Of one attempt, and of one answer to a closer look.
inline constexpr std::uint32_t timeout_ms_default = 1'000;
inline constexpr std::uint32_t timeout_ms_max = 60'000;
// New flows of all agents together.
inline constexpr std::uint32_t flows_per_second_fleet_default = 2'000;
inline constexpr std::uint32_t flows_per_second_fleet_max = 1'000'000;
// Agents that are started at a time.
inline constexpr std::uint32_t agents_at_once_default = 16;
inline constexpr std::uint32_t agents_at_once_max = 1'000;

// An absent neighbour is asked for three times, a second apart (mcast_solicit, arp(7)): its ICMP
// error comes after 3.1 s. So long a silent path is waited for from its first attempt; and of TCP,
// where only a connection that is still open hears of it, a little longer.
inline constexpr std::chrono::milliseconds neighbour_patience{3'300};
inline constexpr std::chrono::milliseconds connect_settle_min{3'500};

// Of a DNS name as text, without the last dot (RFC 1035).
inline constexpr std::size_t dns_name_bytes_max = 253;
// What NetManager binds where nothing else is said (TunnelPort), and peers dial.
inline constexpr std::uint16_t tunnel_port_default = 50'103;

}  // namespace oakprobe
