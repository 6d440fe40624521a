#pragma once

#include "coordinator/history/database.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::history {

// An alert as it is now.
struct KeptAlert {
  std::string id;
  std::string record;  // empty: it is over, and forgotten
};

// A message that is to go to a receiver. Times are in milliseconds since 1970.
struct Waiting {
  std::int64_t number = 0;  // messages to one receiver about one alert go in this order
  std::string receiver;
  std::string alert;     // its id
  std::string delivery;  // the message's own id
  std::string body;
  std::int64_t queued = 0;
  std::int64_t tries = 0;
  std::int64_t due = 0;  // not before
};

// Of all messages of a deployment that wait, so many are there at most: of more, the oldest go
// first.
inline constexpr std::size_t waiting_max = 10'000;

// `deployment`: the inventory's full name, as of runs. Each has alerts and messages of its own.

// The alerts that live, one record each.
[[nodiscard]] OrTrouble<std::vector<std::string>> load_alerts(
    Database& database, const std::string& deployment
);

// What a run changed, and the messages about it, whole or not at all. A message that is there
// already is not put there twice. `dropped`: so many older ones had to go.
[[nodiscard]] OrTrouble<std::size_t> store_alerts(
    Database& database,
    const std::string& deployment,
    std::span<const KeptAlert> changed,
    std::span<const Waiting> messages
);

// For each alert the first message that waits for the receiver, in order; `most` of those that are
// due.
[[nodiscard]] OrTrouble<std::vector<Waiting>> first_waiting(
    Database& database,
    const std::string& deployment,
    const std::string& receiver,
    std::int64_t now,
    std::size_t most
);
// For all receivers.
[[nodiscard]] OrTrouble<std::size_t> count_waiting(
    Database& database, const std::string& deployment
);

// It was delivered, or given up.
[[nodiscard]] OrTrouble<void> forget_waiting(Database& database, std::int64_t number);
// It was not: it is tried again at `due`.
[[nodiscard]] OrTrouble<void> postpone(Database& database, std::int64_t number, std::int64_t due);

// Forgets what waits for any other receiver. Returns how much.
[[nodiscard]] OrTrouble<std::size_t> keep_receivers(
    Database& database, const std::string& deployment, std::span<const std::string> receivers
);

}  // namespace oakprobe::history
