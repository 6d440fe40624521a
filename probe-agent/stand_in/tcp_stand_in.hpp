#pragma once

#include "net/lifetime.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>

namespace oakprobe::agent {

// Accepts on one TCP endpoint, and answers one probe a connection with its echo; a probe that tries
// segments, with full ones behind it, and takes those of the dialler. At most connections_max at a
// time, each for a few seconds at the most; then it is reset. Where all places are taken, one that
// has brought no authentic probe within silent_time gives up its own: who only connects keeps
// nobody out.
class TcpStandIn {
 public:
  static constexpr std::size_t connections_max = 512;
  static constexpr std::chrono::milliseconds silent_time{250};

  // Takes a bound socket and listens on it. Codec and receipts must outlive it. Throws
  // boost::system::system_error when the kernel refuses to listen.
  TcpStandIn(
      boost::asio::ip::tcp::acceptor acceptor, const wire::DatagramCodec& codec, Receipts& receipts
  );
  ~TcpStandIn();

  // Times that it could not take a connection for want of descriptors or memory, or had to make
  // room for it: a crowd that comes and goes is none.
  [[nodiscard]] std::uint64_t failed_accepts() const { return failed_accepts_; }

 private:
  struct Connection;
  using Handle = std::list<std::shared_ptr<Connection>>::iterator;

  void accept();
  void accept_if_there_is_room();
  // False: every connection is authentic, or not yet silent_time old.
  [[nodiscard]] bool make_room();
  void serve(boost::asio::ip::tcp::socket socket);
  void on_readable(const std::shared_ptr<Connection>& connection);
  void fill_segments(const std::shared_ptr<Connection>& connection);
  void receive_segments(const std::shared_ptr<Connection>& connection);
  void await_reset(const std::shared_ptr<Connection>& connection);
  static void close_in_order(const std::shared_ptr<Connection>& connection);
  void await_more(const std::shared_ptr<Connection>& connection);
  void end(const std::shared_ptr<Connection>& connection);

  boost::asio::ip::tcp::acceptor acceptor_;
  ListenPort port_;
  boost::asio::steady_timer room_timer_;
  const wire::DatagramCodec& codec_;
  Receipts& receipts_;
  std::list<std::shared_ptr<Connection>> connections_;
  bool accepting_ = false;
  std::uint64_t failed_accepts_ = 0;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
