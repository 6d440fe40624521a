#pragma once

#include "evidence/closer_look.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::wire {

inline constexpr std::uint32_t look_start_ms_max = 600'000;

// Looks closer at paths that were dialled before; each path once.
struct LookOrder {
  std::vector<evidence::Look> looks;  // looks_max at most
  std::uint32_t timeout_ms = 1'000;   // how long an answer may take, 1 to 60,000

  friend bool operator==(const LookOrder&, const LookOrder&) = default;
};

// All of an order's looks are over, in its order.
struct Looked {
  std::vector<evidence::LookEvidence> looks;

  friend bool operator==(const Looked&, const Looked&) = default;
};

// What the agent, as a target, received of others' looks; looks_max at most.
struct LookReceipts {
  std::vector<evidence::LookReceipt> receipts;
  bool overflowed = false;  // a queue or a tap of this node ran over: what is missing may have come

  friend bool operator==(const LookReceipts&, const LookReceipts&) = default;
};

}  // namespace oakprobe::wire
