#pragma once

#include "base/ip_address.hpp"
#include "net/error_queue.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/dial/source_socket.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <utility>

namespace oakprobe::agent {

// What a UDP socket brought for one attempt of one path. The owner finds the path by its id.
struct UdpEvents {
  std::function<void(const PathId& path, unsigned attempt, TimePoint now)> answered;
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

  // Sends one probe; 0, or the errno with which the kernel refused it. open_failed tells that the
  // socket itself could not be had.
  struct Sent {
    int error = 0;
    bool open_failed = false;
  };
  [[nodiscard]] Sent send(
      const PathId& path, unsigned attempt, const IpAddress& address, std::uint16_t port
  );

 private:
  struct Socket;

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
};

}  // namespace oakprobe::agent
