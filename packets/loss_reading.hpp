#pragma once

#include "evidence/loss_counter.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Counters of lost packets (evidence/loss_counter.hpp), as they stand in this network namespace: in
// a reading `by` is the counter's value.
namespace oakprobe::packets {

using LossReading = std::vector<evidence::RisenCounter>;

// In order of counter and interface, as risen_counters() wants its readings.
void sort_reading(LossReading& reading);

// What rose between two readings: risen_counters_max at most, in order of counter and interface.
// What one of them lacks is left out.
[[nodiscard]] LossReading risen_counters(const LossReading& before, const LossReading& after);

// Those that a text has: of /proc/net/netstat or snmp, where a line of names ("TcpExt: ListenDrops
// …") comes before a line of values; of snmp6 or xfrm_stat, "Name value" a line.
void add_counters_in_pairs(std::string_view text, LossReading& reading);
void add_counters_in_lines(std::string_view text, LossReading& reading);

// Those of the interface in the body of an RTM_NEWLINK message; none for loopback, or for what is
// malformed. Total: any bytes may come.
void add_interface_counters(std::span<const std::byte> body, LossReading& reading);

}  // namespace oakprobe::packets
