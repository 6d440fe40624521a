#pragma once

#include "net/lifetime.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <list>
#include <memory>

namespace oakprobe::agent {

// Accepts on one TCP endpoint, and answers one probe a connection with its echo; a probe that tries
// segments, with full ones behind it, and takes those of the dialler. At most connections_max at a
// time, each for a few seconds at the most; then it is reset.
class TcpStandIn {
 public:
  static constexpr std::size_t connections_max = 512;

  // Takes a bound socket and listens on it. Codec and receipts must outlive it. Throws
  // boost::system::system_error when the kernel refuses to listen.
  TcpStandIn(
      boost::asio::ip::tcp::acceptor acceptor, const wire::DatagramCodec& codec, Receipts& receipts
  );
  ~TcpStandIn();

  // Times that it could not take a connection for want of descriptors or memory.
  [[nodiscard]] std::uint64_t failed_accepts() const { return failed_accepts_; }

 private:
  struct Connection;
  using Handle = std::list<std::shared_ptr<Connection>>::iterator;

  void accept();
  void serve(boost::asio::ip::tcp::socket socket);
  void on_readable(const std::shared_ptr<Connection>& connection);
  void fill_segments(const std::shared_ptr<Connection>& connection);
  void take_segments(const std::shared_ptr<Connection>& connection);
  void await_reset(const std::shared_ptr<Connection>& connection);
  static void close_in_order(const std::shared_ptr<Connection>& connection);
  void await_more(const std::shared_ptr<Connection>& connection);
  void end(const std::shared_ptr<Connection>& connection);

  boost::asio::ip::tcp::acceptor acceptor_;
  ListenPort port_;
  const wire::DatagramCodec& codec_;
  Receipts& receipts_;
  std::list<std::shared_ptr<Connection>> connections_;
  bool accepting_ = false;
  std::uint64_t failed_accepts_ = 0;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
