#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace oakprobe::serve {

// What clients may cost (docs/serve.md).
struct ServerLimits {
  std::uint32_t header_bytes_max = 8 * 1024;  // of a request; it has no body
  std::size_t connections_max = 256;
  std::size_t listeners_max = 64;                    // to events, of these
  std::size_t questions_max = 64;                    // that wait for the data
  std::size_t answer_bytes_max = 256 * 1024 * 1024;  // of all answers that are being taken
  std::size_t queued_events_max = 256;               // of one listener
  std::size_t queued_event_bytes_max = 256 * 1024;

  std::chrono::milliseconds request_time{10'000};  // all of it
  std::chrono::milliseconds idle_time{60'000};     // between two requests
  // A reader takes so much in such a time, or all that is left.
  std::chrono::milliseconds progress_time{30'000};
  std::size_t progress_bytes = 64 * 1024;
  // A reader that takes longer makes room for others where all connections are taken.
  std::chrono::milliseconds patience_when_full{5'000};
  std::chrono::milliseconds farewell_time{1'000};  // until a client has read why it is refused
  std::chrono::milliseconds comment_every{15'000};
  std::chrono::milliseconds look_every{2'000};  // for another run, while somebody listens
};

}  // namespace oakprobe::serve
