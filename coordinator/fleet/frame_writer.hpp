#pragma once

#include "coordinator/fleet/link_limits.hpp"
#include "net/child_process.hpp"
#include "net/task_group.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <deque>
#include <vector>

namespace oakprobe::fleet {

// Writes messages to an agent's standard input, in order, at the agent's own speed.
class FrameWriter {
 public:
  explicit FrameWriter(net::ChildProcess::Pipe& pipe);

  // False: too much waits already, or the message is longer than a frame may be.
  [[nodiscard]] bool send(const wire::Message& message);
  [[nodiscard]] bool idle() const { return unsent_.empty(); }

  void finish();  // closes the pipe once all is written
  void abort();   // closes it now

  // To be spawned once; ends after finish(), abort(), or when the agent reads no more.
  [[nodiscard]] net::asio::awaitable<void> run();

 private:
  net::ChildProcess::Pipe& pipe_;
  net::asio::steady_timer changed_;  // never expires; cancelled to wake run()
  std::deque<std::vector<std::byte>> unsent_;
  std::size_t unsent_bytes_ = 0;
  bool finished_ = false;
};

}  // namespace oakprobe::fleet
