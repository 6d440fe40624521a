#include "probe-agent/look/hop_trace.hpp"

#include "net/error_queue.hpp"
#include "net/socket_options.hpp"

#include <cerrno>
#include <memory>

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

constexpr int silent_hops_max = 3;
constexpr std::chrono::milliseconds hop_patience{300};

bool is_time_exceeded(const evidence::IcmpError& icmp) {
  return icmp.type == (icmp.from.is_v6() ? ICMP6_TIME_EXCEEDED : ICMP_TIME_EXCEEDED);
}

}  // namespace

boost::asio::awaitable<void> HopTrace::trace_udp(LookSocket& from) {
  from.set_fragmenting(true);
  const auto answered = [this] { return limit_answered_; };
  int silent = 0;
  for (limit_ = 1; limit_ <= evidence::hops_max && silent < silent_hops_max; ++limit_) {
    limit_answered_ = false;
    from.set_hop_limit(limit_);
    static_cast<void>(from.send(evidence::trace_attempt + limit_, wire::datagram_bytes_min));
    co_await look_.wait.until(answered, hop_patience);
    if (look_.wait.is_stopped() || end_reached_) co_return;
    silent = limit_answered_ ? 0 : silent + 1;
  }
  limit_answered_ = true;  // what comes from now on is late
}

boost::asio::awaitable<void> HopTrace::trace_tcp() {
  int silent = 0;
  for (limit_ = 1; limit_ <= evidence::hops_max && silent < silent_hops_max; ++limit_) {
    limit_answered_ = false;
    const bool sent = co_await send_syn();
    if (!sent || look_.wait.is_stopped() || end_reached_) co_return;
    silent = limit_answered_ ? 0 : silent + 1;
  }
}

// Every SYN of a trace leaves from the same port: a router that spreads flows over several ways
// sends them all by the same.
bool HopTrace::open(TcpSocket& socket) {
  const net::NetworkNamespace* const there = look_.target.there.get();
  if (open_source_socket(socket, look_.is_ipv6(), look_.source, there, source_port_) != 0)
    return false;
  boost::system::error_code ignored;
  source_port_ = socket.local_endpoint(ignored).port();
  return true;
}

// False: no socket. The router's error or the target's answer is there when the wait is over.
boost::asio::awaitable<bool> HopTrace::send_syn() {
  TcpSocket socket(look_.io);
  if (!open(socket)) co_return false;
  const int fd = socket.native_handle();
  net::enable_error_queue(fd, look_.is_ipv6());
  net::set_hop_limit(fd, look_.is_ipv6(), limit_);
  const tcp::endpoint to(look_.target.address, look_.target.port);
  int error = ::connect(fd, to.data(), static_cast<socklen_t>(to.size())) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    const auto over = std::make_shared<bool>(false);
    const auto on_over =
        [over, tell = look_.wait.on_arrival()](const boost::system::error_code& cancelled) {
          if (cancelled) return;
          *over = true;
          tell();
        };
    socket.async_wait(TcpSocket::wait_write, on_over);
    const auto is_over = [over] { return *over; };
    co_await look_.wait.until(is_over, hop_patience);
    error = *over ? net::take_socket_error(fd) : EINPROGRESS;
  }
  net::drain_error_queue(fd, [this](const net::QueuedError& queued) {
    if (queued.icmp) note(queued.icmp->from, !is_time_exceeded(*queued.icmp));
  });
  if (error == 0 || error == ECONNREFUSED || error == ECONNRESET) note(look_.target.address, true);
  co_return true;
}

void HopTrace::on_error(const evidence::IcmpError& icmp, std::optional<unsigned> quoted) {
  const unsigned awaited = evidence::trace_attempt + unsigned{limit_};
  const bool late = quoted && *quoted != awaited;
  if (!late) note(icmp.from, !is_time_exceeded(icmp));
}

void HopTrace::note(const IpAddress& from, bool is_end) {
  if (limit_answered_ || limit_ == 0) return;
  limit_answered_ = true;
  end_reached_ = is_end;
  look_.evidence.hops.push_back({limit_, from, is_end});
}

}  // namespace oakprobe::agent
