#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "evidence/sighting.hpp"

#include <map>
#include <memory>
#include <vector>

namespace oakprobe::check {

// What both ends' taps saw of TCP handshakes, before the two are joined.
struct Handshakes {
  std::map<PathId, std::vector<evidence::OwnHandshake>> own;    // by attempt, as the source told
  std::map<NodeId, std::vector<evidence::SeenHandshake>> seen;  // by target
};

// Tells for each attempt which SYN at the target was its own, and writes what both ends saw of it
// into the path's sights. A SYN is recognised by its sequence number, which survives address
// translation. Where a firewall draws another one: by the source's own address and port, by the
// clock in it, by the sequence number of its SYN-ACK, or by the authentic probe that came behind
// it. What is recognised by nothing may be a stranger's, and stays unseen.
class HandshakeJoin {
 public:
  // They outlive it, and stay as they are meanwhile but for what it writes.
  HandshakeJoin(diagnosis::FinishedCheck& check, const Handshakes& handshakes);
  ~HandshakeJoin();
  HandshakeJoin(const HandshakeJoin&) = delete;
  HandshakeJoin& operator=(const HandshakeJoin&) = delete;

  // A slice of some milliseconds; false: all is told.
  [[nodiscard]] bool advance();

 private:
  class Steps;
  std::unique_ptr<Steps> steps_;
};

// The same at once.
void join_handshakes(diagnosis::FinishedCheck& check, const Handshakes& handshakes);

}  // namespace oakprobe::check
