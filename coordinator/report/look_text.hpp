#pragma once

#include "coordinator/diagnosis/path_evidence.hpp"

#include <string>

// What a closer look showed, each in one line; empty where there was none of it.
namespace oakprobe::report {

// "40 sent, 28 arrived, 27 answered"
[[nodiscard]] std::string burst_text(const diagnosis::CloserLook& look);

// "1478 no, 1478 in fragments yes, 1500 no, 576 yes, ...; MTU 1400 says 192.0.2.1"; over TCP "576
// yes, 1400 only back, 1500 no", to a running service (of_service) "requests 1500 no, 576 yes;
// answers 1500 yes"
[[nodiscard]] std::string sizes_text(
    const diagnosis::CloserLook& look, Protocol protocol, bool of_service
);

// "1 192.0.2.1, 2 198.51.100.1, 4 192.0.2.33 (the end)"
[[nodiscard]] std::string hops_text(const diagnosis::CloserLook& look);

}  // namespace oakprobe::report
