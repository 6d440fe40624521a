#pragma once

#include "evidence/closer_look.hpp"
#include "net/network_namespace.hpp"
#include "probe-agent/exchange/source_socket.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace oakprobe::agent {

// One connection to a stand-in that carries full segments both ways. First a small probe and its
// echo, so that nobody else is sent anything long; then each side fills segments
// (evidence::segment_fill_bytes), and the stand-in closes in order once it has all of them. Closed
// with a reset. The codec must outlive it.
class SegmentExchange : public std::enable_shared_from_this<SegmentExchange> {
 public:
  // probe: its attempt tells the stand-in which size this is. packet_bytes: none longer is sent.
  SegmentExchange(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      const wire::Datagram& probe,
      std::uint16_t packet_bytes
  );

  // changed: called whenever something was learnt, from the io_context.
  void start(
      const boost::asio::ip::tcp::endpoint& to,
      const ProbeSource& source,
      const net::NetworkNamespace* there,
      std::function<void()> changed
  );
  // What was not heard until now was not.
  void stop();

  // What is known: ETIMEDOUT as the error until the echo is there. The size is the kernel's own.
  [[nodiscard]] const evidence::SizedProbe& result() const { return result_; }
  // The stand-in's segments came, and its word that ours did.
  [[nodiscard]] bool passed() const { return passed_; }
  [[nodiscard]] bool is_over() const { return over_; }

 private:
  void await_connection();
  void await_bytes();
  void ask();
  void on_readable();
  void hear(std::span<const std::byte> bytes);
  void fill();
  void finish(int error);

  const wire::DatagramCodec& codec_;
  wire::Datagram probe_;
  boost::asio::ip::tcp::socket socket_;
  bool ipv6_ = false;
  std::function<void()> changed_;
  std::array<std::byte, wire::datagram_bytes_min> echo_{};
  std::size_t echo_bytes_ = 0;
  std::size_t filled_bytes_ = 0;  // that came behind it
  evidence::SizedProbe result_;
  bool passed_ = false;
  bool over_ = false;
};

}  // namespace oakprobe::agent
