#pragma once

#include "wire/session/time.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace oakprobe::fleet {

// How long the coordinator waits for an agent (docs/wire-protocol.md). One that hangs, at whatever
// moment, costs a check 10 s at most, with sudo 30 s. Tests shorten them.
struct LinkLimits {
  using Duration = wire::Duration;

  Duration hello{8'000};   // from the start of the command to its welcome
  Duration start{10'000};  // the same with all retries
  Duration sudo{30'000};   // instead of both, where sudo is what starts it: it may ask slow servers
  // Of an agent that is sent: the login, with all retries, until a shell answers; then how long the
  // node may say nothing, which says each piece that it got; and the whole of it. The agent that is
  // started then has `hello`, or `sudo`.
  Duration push_login{20'000};
  Duration push_silence{30'000};
  Duration push{3'600'000};
  // Between tries of a command that ended with ssh's own exit code 255, as it does when sshd's
  // MaxStartups or a firewall's rate limit turned it away.
  std::vector<Duration> retry_after{
      Duration(500), Duration(1'500), Duration(3'000), Duration(5'000)};
  // Before one that was lost between two checks is started again: revival_pause().
  Duration revival{1'000};
  Duration revival_max{60'000};
  Duration keepalive{5'000};    // sent, and expected, this often
  Duration silence{8'000};      // without any frame: lost
  Duration answer{8'000};       // to a question that is answered at once
  Duration rules{40'000};       // so; to read a packet filter, by its own tools
  Duration late{6'000};         // beyond the time that its plan takes
  Duration disarm{3'000};       // to free every port
  Duration interrupted{1'000};  // to tell what is known, and again to disarm, after an interruption
  Duration exit{1'000};         // after goodbye; then SIGTERM
  Duration terminate{500};      // after SIGTERM; then SIGKILL
};

using wire::seconds;

// Before an agent is started again that was lost, or did not come up, so often before: twice as
// long each time.
[[nodiscard]] inline LinkLimits::Duration revival_pause(const LinkLimits& limits, unsigned before) {
  constexpr unsigned doublings_max = 16;
  return std::min(limits.revival * (1U << std::min(before, doublings_max)), limits.revival_max);
}

// What waits to be written to one agent. A plan is a frame of 16 MiB at most.
inline constexpr std::size_t unsent_bytes_max = 32U * 1024 * 1024;

}  // namespace oakprobe::fleet
