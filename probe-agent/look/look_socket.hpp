#pragma once

#include "net/error_queue.hpp"
#include "net/lifetime.hpp"
#include "probe-agent/look/look_context.hpp"

#include <boost/asio/ip/udp.hpp>

#include <cstdint>
#include <functional>
#include <optional>

namespace oakprobe::agent {

// What a look's socket hears of its path.
struct LookSocketEvents {
  // An authentic echo from the very address and port that is looked at.
  std::function<void(unsigned attempt)> echo;
  // An ICMP error about a datagram to that address. quoted: the attempt that it quotes; nullopt:
  // the quote is cut short, and does not tell.
  std::function<void(const evidence::IcmpError& icmp, std::optional<unsigned> quoted)> error;
};

// A UDP socket that a look's probes leave from. Closed, it may still be asked for: a handler that
// is due finds it so.
class LookSocket {
 public:
  // The look must outlive it.
  LookSocket(LookContext& look, LookSocketEvents events);

  // On an ephemeral port. False: the kernel refused.
  [[nodiscard]] bool open();
  // On this port, which another socket has let others share. Connected: of several sockets on one
  // port the kernel gives a datagram to the one that is connected to its sender (Linux,
  // net/ipv4/udp.c, compute_score).
  [[nodiscard]] bool open_again(std::uint16_t port);
  [[nodiscard]] bool is_open() const { return socket_.is_open(); }
  void close();

  // Don't fragment, whatever the kernel remembers of the path: each size must leave. Or: fragment,
  // as a sender does that was told a smaller MTU.
  void set_fragmenting(bool may_fragment);
  void set_hop_limit(int limit);

  // From now on tells its events as they come.
  void listen();
  // Tells what is there now.
  void drain();

  // A probe with so many bytes of payload. 0, or the errno with which the kernel refused it.
  [[nodiscard]] int send(unsigned attempt, std::uint16_t payload_bytes);

 private:
  void prepare();
  void drain_errors();
  void on_datagram(std::span<const std::byte> bytes, boost::asio::ip::udp::endpoint from);

  LookContext& look_;
  LookSocketEvents events_;
  boost::asio::ip::udp::socket socket_;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
