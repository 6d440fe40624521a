#pragma once

#include "base/protocol.hpp"
#include "evidence/node_evidence.hpp"
#include "wire/messages.hpp"

namespace oakprobe::check {

// Whether a dial of so many attempts can have gone as the agent tells: nothing answers that was not
// sent, no attempt is above the plan's. One that can't is a broken agent's, and none of what that
// says can be believed.
[[nodiscard]] bool is_plausible(
    const evidence::DialEvidence& dial, Protocol protocol, unsigned attempts
);

// The same of a receipt: nothing was answered that did not come.
[[nodiscard]] bool is_plausible(const evidence::ReceiptEvidence& receipt);

// Takes out attempts above the plan's. The target only counts what comes: a source that sends more
// than it should must not cost the target its word.
void keep_planned(evidence::ReceiptEvidence& receipt, unsigned attempts);

// As an agent with this order can have seen it.
[[nodiscard]] bool is_plausible(
    const evidence::LookEvidence& seen, const evidence::Look& ordered, Protocol protocol
);

// As an agent can have found it, which was to trace, or not.
[[nodiscard]] bool is_plausible(const evidence::FirewallRule& rule, bool traced);

// Of what the source says that it did not send, nothing was received.
void keep_sent(evidence::LookReceipt& receipt, const evidence::LookEvidence& seen);

}  // namespace oakprobe::check
