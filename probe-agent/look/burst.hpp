#pragma once

#include "probe-agent/look/look_context.hpp"
#include "probe-agent/look/look_socket.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <list>

namespace oakprobe::agent {

// Small probes 10 ms apart, for loss; from several ports in turn, so that a way that is chosen by
// port shows.
class Burst {
 public:
  // events: of each of its sockets. The look must outlive it.
  Burst(LookContext& look, LookSocketEvents events);

  boost::asio::awaitable<void> send();
  // Until all is answered, or the last one has had its time; then its ports are closed.
  boost::asio::awaitable<void> await_answers();
  void stop() { close_ports(); }

  // Of the burst's probes, one of those that were sent.
  void answered(unsigned number);

  // The mean; 0: none of it was answered.
  [[nodiscard]] Clock::duration round_trip() const;

 private:
  [[nodiscard]] bool open_ports();
  void close_ports();

  LookContext& look_;
  LookSocketEvents events_;
  std::list<LookSocket> ports_;
  std::array<TimePoint, evidence::burst_probes_max> sent_at_{};
  TimePoint ended_at_;
  Clock::duration round_trips_{};  // of its answers, all together
};

}  // namespace oakprobe::agent
