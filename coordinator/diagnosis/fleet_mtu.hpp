#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

namespace oakprobe::diagnosis {

// Gives all tunnels whose full packets do not pass one
// MTUSize to be told (Judgement::tunnel_bytes): the largest that every tunnel
// takes which was tried, since workers should not differ in it. Once all paths are judged.
void agree_on_tunnel_mtu(FinishedCheck& check);

}  // namespace oakprobe::diagnosis
