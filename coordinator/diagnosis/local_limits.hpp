#pragma once

#include "coordinator/diagnosis/counter_meaning.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"

// Limits of the two machines themselves, met while the check ran: what was lost to them says
// nothing about the network. Counters are of the whole machine, so they make an answer uncertain
// and prove nothing.
namespace oakprobe::diagnosis {

// Where a probe, or the answer to a TCP one, may have been lost to a limit, in order of its way.
struct LocalLosses {
  bool at_sender = false;  // it may never have left: neighbour or connection tracking table
  bool tracking_at_sender = false;  // so; the kernel then refuses the send with EPERM
  bool before_taps = false;         // at the target, with all others: the packet backlog
  bool before_input = false;        // at the target, with all others: connection tracking
  bool at_receiver = false;         // let in, and lost before our listener had it
  bool at_answerer = false;         // the answer may never have left
  bool at_return = false;           // the answers of all, at the source

  // Whatever the way, as far as it matters for the protocol.
  [[nodiscard]] bool any(bool udp) const {
    return at_sender || before_taps || before_input || at_receiver ||
           (!udp && (at_answerer || at_return));
  }
};

[[nodiscard]] LocalLosses local_losses(const PathEvidence& evidence);

// The path was dialled at an IPv6 address.
[[nodiscard]] bool dials_ipv6(const PathEvidence& evidence);
// The counter is of a limit at this place, and counts such packets.
[[nodiscard]] bool is_limit_of(const CounterMeaning& meaning, CounterPlace place, bool ipv6);

}  // namespace oakprobe::diagnosis
