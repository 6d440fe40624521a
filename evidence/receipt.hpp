#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "evidence/attempt_set.hpp"

#include <cstddef>
#include <cstdint>

namespace oakprobe::evidence {

// What the stand-in on the target of a path saw. Authentic probes only.
struct ReceiptEvidence {
  PathId path;
  AttemptSet delivered;
  AttemptSet answered;            // the kernel took the answer
  std::int32_t answer_error = 0;  // errno of the last answer that it did not take
  IpAddress observed_source;      // of the first probe
  std::uint16_t observed_port = 0;
  bool as_told = false;  // observed_source is left out: it is the one that `arm` told of the source

  friend bool operator==(const ReceiptEvidence&, const ReceiptEvidence&) = default;
};

// Connections that a TCP stand-in accepted and that brought no authentic probe, by peer address:
// scanners, proxies, health checks; and bare connects of this run.
struct Stranger {
  ListenPort port;
  IpAddress from;
  std::uint32_t count = 0;

  friend bool operator==(const Stranger&, const Stranger&) = default;
};

inline constexpr std::size_t strangers_max = 256;  // of one node; of more the first are told

}  // namespace oakprobe::evidence
