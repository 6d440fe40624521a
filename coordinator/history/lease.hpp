#pragma once

#include "coordinator/history/database.hpp"

#include <chrono>
#include <string>

// So that of all processes over one history one does something at a time, and another takes over
// when that one is gone.
namespace oakprobe::history {

// Since 1970, by the clock of whoever asks: machines that share a history keep their clocks alike.
using LeaseTime = std::chrono::milliseconds;

struct Lease {
  bool held = false;  // by who asked
  std::string owner;  // who has it
  LeaseTime until{};  // it ends by itself then
};

// Takes the lease, or has it for longer if it is the owner's already: up to `now` + `lasting`.
// Another owner's is left to it until it is over.
[[nodiscard]] OrTrouble<Lease> take_lease(
    Database& database,
    const std::string& name,
    const std::string& owner,
    LeaseTime now,
    LeaseTime lasting
);

// Only what is the owner's.
[[nodiscard]] OrTrouble<void> release_lease(
    Database& database, const std::string& name, const std::string& owner
);

}  // namespace oakprobe::history
