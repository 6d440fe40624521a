#pragma once

#include "path_case.hpp"

#include <cerrno>

namespace oakprobe::diagnosis::test {

// What every attempt came back with: the target's word, or a router's.
inline void port_unreachable(PathCase& c) {
  c.fail_all(failure(evidence::DialStage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
}

inline void prohibited_by_router(PathCase& c) {
  c.fail_all(failure(evidence::DialStage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.1")));
}

}  // namespace oakprobe::diagnosis::test
