#pragma once

#include "evidence/loss_counter.hpp"

#include <cstdint>

namespace oakprobe::diagnosis {

// Where in a kernel the packets are lost that a counter counts.
enum class CounterPlace : std::uint8_t {
  transmit,  // between what a tap sees leave and the wire
  receive,   // between the wire and what a tap sees arrive, or just behind it
  ip_in,     // IP, before the filters
  tracking,  // connection tracking, on the way in and out
  ipsec_in,
  ipsec_out,
  answer_way,  // TCP: no way for the SYN-ACK
  tcp,         // behind the filters
  udp,
  errors,  // no packet of ours, but the ICMP error that would tell of it
};

enum class CounterFamily : std::uint8_t { any, ipv4, ipv6 };

// What came was damaged before: on the last link, or by who wrote its header.
enum class CounterDamage : std::uint8_t { none, link, header };

struct CounterMeaning {
  CounterPlace place;
  CounterFamily family;
  CounterDamage damage;
  const char* why;      // in words
  const char* limit;    // what ran over, where it is a limit; else nullptr
  const char* setting;  // that raises it
};

[[nodiscard]] const CounterMeaning& meaning_of(evidence::LossCounter counter);

// It counts packets of this address family.
[[nodiscard]] constexpr bool is_of_family(const CounterMeaning& meaning, bool ipv6) {
  return meaning.family == CounterFamily::any || (meaning.family == CounterFamily::ipv6) == ipv6;
}

}  // namespace oakprobe::diagnosis
