#pragma once

#include "probe-agent/look/ladder_step.hpp"
#include "probe-agent/look/look_context.hpp"
#include "probe-agent/look/look_socket.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <vector>

namespace oakprobe::agent {

// Climbs a ladder of UDP packet sizes (packet_ladder.hpp) from one socket.
class PacketClimb {
 public:
  // The look and the socket must outlive it.
  PacketClimb(LookContext& look, LookSocket& socket) : look_(look), socket_(socket) {}

  // round_trip: how long an answer takes; 0: nobody knows.
  boost::asio::awaitable<void> climb(Clock::duration round_trip);

  void answered(unsigned number);
  // quoted: which attempt. A quoted packet that is cut short has no MAC; then an MTU tells of the
  // largest that is awaited.
  void on_error(const evidence::IcmpError& icmp, std::optional<unsigned> quoted);

 private:
  boost::asio::awaitable<void> try_at_once(std::vector<LadderStep> steps);
  boost::asio::awaitable<void> descend(std::vector<LadderStep> steps, Clock::duration round_trip);
  boost::asio::awaitable<void> send(LadderStep step);

  LookContext& look_;
  LookSocket& socket_;
};

}  // namespace oakprobe::agent
