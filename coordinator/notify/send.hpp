#pragma once

#include "coordinator/alerts/alert.hpp"
#include "coordinator/notify/http_post.hpp"
#include "coordinator/notify/receiver.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace oakprobe::notify {

// How patient and how persistent we are.
struct Pace {
  std::chrono::milliseconds timeout{10'000};  // of one request
  std::chrono::milliseconds command_timeout{30'000};
  std::chrono::milliseconds first_pause{5'000};      // then twice as long each time,
  std::chrono::milliseconds longest_pause{300'000};  // up to this
  std::chrono::milliseconds give_up{86'400'000};
  std::chrono::milliseconds look{1'000};     // for what is due, while something waits
  std::chrono::milliseconds resend{60'000};  // to Alertmanager, of what fires,
  std::chrono::milliseconds hold{300'000};   // which it then takes for over after this

  // After so many tries that failed, 0 or more.
  [[nodiscard]] std::chrono::milliseconds pause(std::int64_t tries) const;
};

// So long Alertmanager has to hold what fires when no process is left that tells it anew: until the
// next run is over, even where one fails. interval: the longest of late between two runs; nullopt:
// there was one.
[[nodiscard]] std::chrono::milliseconds hold_until_next_run(
    std::optional<std::chrono::seconds> interval
);

// One message to one receiver. `page`: where more is shown; empty: nowhere. now: seconds since
// 1970.
[[nodiscard]] asio::awaitable<Sent> send(
    const Receiver& receiver, alerts::Alert alert, std::string page, Pace pace, std::int64_t now
);

// All that fires, to Alertmanager, so that it does not take it for resolved.
[[nodiscard]] asio::awaitable<Sent> send_firing(
    const Receiver& receiver,
    std::vector<alerts::Alert> alerts,
    std::string page,
    Pace pace,
    std::int64_t now
);

}  // namespace oakprobe::notify
