#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "wire/sighting.hpp"

#include <map>
#include <vector>

namespace oakprobe::check {

// What both ends' taps saw of TCP handshakes, before the two are joined.
struct Handshakes {
  std::map<PathId, std::vector<wire::OwnHandshake>> own;    // by attempt, as the source told
  std::map<NodeId, std::vector<wire::SeenHandshake>> seen;  // by target
};

// Tells for each attempt which SYN at the target was its own, and writes what both ends saw of it
// into the path's sights. A SYN is recognised by its sequence number, which survives address
// translation; else by the source's own address and port; else, where some firewall has changed all
// of these, by being the only one left over.
void join_handshakes(diagnosis::FinishedCheck& check, const Handshakes& handshakes);

}  // namespace oakprobe::check
