#pragma once

#include "net/lifetime.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <memory>

namespace oakprobe::agent {

// Answers this run's probes on one UDP endpoint, from the very address that was dialled, with an
// echo no larger than its probe. Everything else is dropped without a word.
class UdpStandIn {
 public:
  // Takes a bound socket. Codec and receipts must outlive it.
  UdpStandIn(
      boost::asio::ip::udp::socket socket, const wire::DatagramCodec& codec, Receipts& receipts
  );

 private:
  void listen();
  void drain();

  boost::asio::ip::udp::socket socket_;
  ListenPort port_;
  const wire::DatagramCodec& codec_;
  Receipts& receipts_;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
