#pragma once

#include "coordinator/serve/connection.hpp"
#include "coordinator/serve/listening_socket.hpp"
#include "net/unique_fd.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>

namespace oakprobe::serve {

// Lets clients in, and holds them to their times. Where all connections are taken, one makes room
// that asks for nothing, the longest waiting of the address that has most of them. On the io's
// thread.
class Reception {
 public:
  // Throws system_error where it can't be waited for clients.
  Reception(boost::asio::io_context& io, net::UniqueFd listening, bool ipv6, Services services);

  // Begins; and again after a handler threw, which may have ended what renews itself.
  void go_on();
  // Nobody is let in any more, and whoever is here goes.
  void end();

 private:
  using Connections = std::list<std::shared_ptr<Connection>>;

  void wait_for_client();
  // As many as wait, some at a time.
  void let_in();
  // False: the system gives no more.
  [[nodiscard]] bool welcome(Caller caller);
  [[nodiscard]] bool make_room();
  void rest();  // the system gives no more sockets, or memory
  void watch_times();

  boost::asio::io_context& io_;
  tcp::acceptor acceptor_;
  tcp protocol_;
  Services services_;
  Connections connections_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer watch_;
  bool awaits_client_ = false;
  bool watching_ = false;
  bool ended_ = false;
};

}  // namespace oakprobe::serve
