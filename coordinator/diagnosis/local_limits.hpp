#pragma once

#include "coordinator/diagnosis/path_evidence.hpp"

#include <string>
#include <vector>

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

struct LocalLimit {
  const inventory::Node* node = nullptr;
  std::string what;     // with the node's name and "'s " before it
  std::string setting;  // that raises it
};

// All that were met at either end, for the message and the fix.
[[nodiscard]] std::vector<LocalLimit> limits_met(const PathEvidence& evidence);

// The setting that raises what the source's own kernel had none left of; `error` as of a
// DialFailure.
[[nodiscard]] std::string setting_for(int error);

}  // namespace oakprobe::diagnosis
