#pragma once

#include "net/deadline.hpp"

#include <chrono>
#include <cstddef>

namespace oakprobe::fleet {

// Cuts what is sent to a node into pieces. The next one is sent when the node has said that it got
// the one before: what ssh and the way took is not there yet. A piece is as large as goes in about
// a second, so that a slow way is not taken for one that stands still, and a long one is not waited
// for often. Time in, sizes out.
class PieceSizes {
 public:
  static constexpr std::size_t bytes_min = 16U * 1024;  // 30 s for it are 4.4 kbit/s
  static constexpr std::size_t bytes_max = 512U * 1024;

  explicit PieceSizes(std::size_t bytes) : bytes_(bytes) {}

  // Of the piece that is sent now; 0: all arrived.
  [[nodiscard]] std::size_t next(net::TimePoint now);

  // The piece that was sent arrived. False: none was, or it came to its end.
  [[nodiscard]] bool arrived(net::TimePoint now);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t bytes_arrived() const { return arrived_; }

 private:
  std::size_t bytes_;
  std::size_t arrived_ = 0;
  std::size_t size_ = bytes_min;
  std::size_t on_its_way_ = 0;
  net::TimePoint sent_at_;
};

}  // namespace oakprobe::fleet
