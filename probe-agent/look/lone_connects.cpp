#include "probe-agent/look/lone_connects.hpp"

#include "probe-agent/exchange/source_socket.hpp"
#include "probe-agent/exchange/tcp_connect.hpp"

#include <memory>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

// Before the kernel sends the SYN again by itself, after a second (RFC 6298).
constexpr std::chrono::milliseconds connects_apart{250};

}  // namespace

boost::asio::awaitable<void> connect_again(LookContext& look) {
  const tcp::endpoint to(look.target.address, look.target.port);
  std::uint8_t& asked = look.evidence.asked_again;
  while (asked < evidence::again_connects_max && !look.wait.is_stopped()) {
    tcp::socket socket(look.io);
    if (open_source_socket(socket, look.is_ipv6(), look.source, look.target.there.get()) != 0)
      co_return;
    ++asked;
    if (start_connect(socket, to)) co_return;
    const auto over = std::make_shared<bool>(false);
    const auto on_over =
        [over, tell = look.wait.on_arrival()](const boost::system::error_code& cancelled) {
          if (cancelled) return;
          *over = true;
          tell();
        };
    socket.async_wait(tcp::socket::wait_write, on_over);
    const auto is_over = [over] { return *over; };
    co_await look.wait.until(is_over, connects_apart);
    if (*over) co_return;  // it may be a running service, which is left in order: without a reset
  }
}

}  // namespace oakprobe::agent
