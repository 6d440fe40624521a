#pragma once

#include "probe-agent/look/look_context.hpp"
#include "probe-agent/look/look_socket.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <optional>

namespace oakprobe::agent {

// Which routers answer on the way, one hop limit after the other: those that quote little of a
// probe leave no other way to tell which of them answered. Ends at the path's end, or after several
// in a row that are silent.
class HopTrace {
 public:
  // The look must outlive it.
  explicit HopTrace(LookContext& look) : look_(look) {}

  boost::asio::awaitable<void> trace_udp(LookSocket& from);
  boost::asio::awaitable<void> trace_tcp();

  [[nodiscard]] bool has_begun() const { return limit_ > 0; }

  // An echo of one of its probes.
  void answered() { note(look_.target.address, true); }
  // quoted: which attempt; late words about an earlier probe are not this one's, and a quote that
  // is cut short can't tell.
  void on_error(const evidence::IcmpError& icmp, std::optional<unsigned> quoted);

 private:
  using TcpSocket = boost::asio::ip::tcp::socket;

  [[nodiscard]] bool open(TcpSocket& socket);
  boost::asio::awaitable<bool> send_syn();
  void note(const IpAddress& from, bool is_end);

  LookContext& look_;
  std::uint8_t limit_ = 0;         // that is being tried; 0: not begun
  std::uint16_t source_port_ = 0;  // of all SYNs; 0: none was sent
  bool limit_answered_ = false;
  bool end_reached_ = false;
};

}  // namespace oakprobe::agent
