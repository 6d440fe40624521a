#pragma once

#include "base/ip_address.hpp"
#include "net/error_queue.hpp"
#include "net/outgoing_batch.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/exchange/source_socket.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <utility>

namespace oakprobe::agent {

// What a UDP socket brought for one attempt of one path. The owner finds the path by its id.
struct UdpEvents {
  // A probe of that path (as queue() was told) left at that time, or the kernel refused it with
  // that errno.
  std::function<void(std::size_t index, unsigned attempt, int error, TimePoint at)> sent;
  std::function<
      void(const PathId& path, unsigned attempt, const evidence::AnswerSource& from, TimePoint now)>
      answered;
  // destination: of the datagram that the error is about.
  std::function<void(const PathId& path, unsigned attempt, const net::QueuedError& error)> error;
  // The same, where the ICMP error quoted too little to tell the path: by destination.
  std::function<
      void(const IpAddress& destination, std::uint16_t port, unsigned attempt, const net::QueuedError&)>
      unnamed_error;
};

// Sends probes from an ephemeral port, another one for each attempt; a socket serves all targets.
class UdpDialler {
 public:
  UdpDialler(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      std::uint64_t run,
      ProbeSource source,
      UdpEvents events
  );
  ~UdpDialler();

  // Makes one probe ready to be sent; what comes of it is told by the event `sent`. 0, or the errno
  // with which the kernel refused a socket; then nothing will be sent.
  [[nodiscard]] int queue(
      std::size_t index,
      const PathId& path,
      unsigned attempt,
      const IpAddress& address,
      std::uint16_t port
  );
  // Sends what was queued.
  void flush();

  // Lets other sockets bind the port that this attempt's probes left from, from now on: those which
  // connect get what comes from their peer. 0: there is no such port.
  [[nodiscard]] std::uint16_t share_port(unsigned attempt, bool ipv6);

 private:
  struct Socket;

  static constexpr std::size_t probes_at_once = 64;

  [[nodiscard]] Socket* socket_for(unsigned attempt, bool ipv6, int& error);
  void listen(const std::shared_ptr<Socket>& socket);
  void drain(Socket& socket);
  void drain_errors(Socket& socket);

  boost::asio::io_context& io_;
  const wire::DatagramCodec& codec_;
  std::uint64_t run_;
  ProbeSource source_;
  UdpEvents events_;
  std::map<std::pair<unsigned, bool>, std::shared_ptr<Socket>> sockets_;  // by attempt, IPv6
  net::OutgoingBatch<probes_at_once, wire::datagram_bytes_min> pending_;
  std::array<std::size_t, probes_at_once> pending_paths_{};  // their indices
  Socket* pending_socket_ = nullptr;                         // which all of them leave by
};

}  // namespace oakprobe::agent
