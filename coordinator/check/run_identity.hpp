#pragma once

#include "base/rotation.hpp"
#include "wire/probe_key.hpp"

#include <cstdint>
#include <string>

namespace oakprobe::check {

// What a run's probes are told from all others by. Drawn anew for each run.
struct RunIdentity {
  std::uint64_t id = 0;
  wire::ProbeKey secret{};  // every key of the run is derived from it (wire/probe_key.hpp)
  RotationSeed seed{};      // agents are told it
};

// From the kernel's random source. Throws std::system_error if there is none.
[[nodiscard]] RunIdentity draw_run_identity();

// 16 hexadecimal digits.
[[nodiscard]] std::string to_string(std::uint64_t run_id);

}  // namespace oakprobe::check
