#pragma once

#include "probe-agent/look/burst.hpp"
#include "probe-agent/look/hop_trace.hpp"
#include "probe-agent/look/live_climb.hpp"
#include "probe-agent/look/lone_probe.hpp"
#include "probe-agent/look/look_context.hpp"
#include "probe-agent/look/look_socket.hpp"
#include "probe-agent/look/packet_climb.hpp"
#include "probe-agent/look/segment_climb.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace oakprobe::agent {

// The closer look at one path from its source: one probe alone, where it was silent; a burst of
// small probes from several ports, a ladder of packet sizes, a trace of the routers, one after the
// other and from a port of its own; over TCP the ladder is one of connections, and there is no
// burst. What it is given must outlive it, or stop() must have been called.
class PathLook : public std::enable_shared_from_this<PathLook> {
 public:
  PathLook(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      std::uint64_t run,
      const ProbeSource& source,
      LookTarget target
  );

  // Whose errors are rationed is asked patiently, before anything else is sent by this look or
  // another one: a router sends few ICMP errors, and others' packets must not use them up. `done`
  // is called once from the io_context, unless stop() comes first; so below.
  [[nodiscard]] bool asks_patiently() const {
    return look_.target.protocol == Protocol::udp &&
           look_.target.look.again == evidence::AskAgain::patiently;
  }
  void ask_again(bool is_first, std::function<void()> done);
  void start(std::function<void()> done);
  // From the start of all looks, as it was ordered.
  [[nodiscard]] std::chrono::milliseconds start_after() const {
    return std::chrono::milliseconds(look_.target.look.start_ms);
  }
  void stop();

  [[nodiscard]] const evidence::LookEvidence& evidence() const { return look_.evidence; }

 private:
  void spawn(boost::asio::awaitable<void> part, std::function<void()> done);
  boost::asio::awaitable<void> ask_patiently(bool is_first);
  boost::asio::awaitable<void> look_over_udp();
  boost::asio::awaitable<void> look_over_tcp();
  // of_burst: a socket of the burst heard it.
  [[nodiscard]] LookSocketEvents events(bool of_burst);
  void on_echo(unsigned attempt);
  void on_error(const evidence::IcmpError& icmp, std::optional<unsigned> quoted, bool of_burst);

  LookContext look_;
  LookSocket socket_;
  LoneProbe lone_;
  Burst burst_;
  PacketClimb packets_;
  SegmentClimb segments_;
  LiveClimb live_;
  HopTrace trace_;
};

}  // namespace oakprobe::agent
