#pragma once

#include "evidence/exposure.hpp"

#include <vector>

namespace oakprobe::agent {

struct WaitingPort {
  evidence::OpenPort open;
  // On single addresses or devices alone: rules don't tell who gets there.
  bool narrow = true;
};

// The ports of this host on which something waits for strangers, on another address than loopback:
// without an admission yet (not_certain), over the families that it listens on. Ascending.
// Those of docker-proxy are Docker's (`published`). Whose they are is seen with CAP_SYS_PTRACE.
[[nodiscard]] std::vector<WaitingPort> open_ports();

}  // namespace oakprobe::agent
