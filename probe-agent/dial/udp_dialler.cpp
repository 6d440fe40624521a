#include "probe-agent/dial/udp_dialler.hpp"

#include "net/datagram_batch.hpp"
#include "net/socket_options.hpp"

#include <array>
#include <cerrno>

#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::udp;

namespace {

constexpr int receive_buffer_bytes = 1 << 20;  // the kernel caps it at net.core.rmem_max
constexpr std::size_t datagrams_at_once = 64;
constexpr std::size_t echo_bytes_max = 256;  // an echo has 64
// Whoever floods the socket does not keep the agent from its timers and its coordinator.
constexpr int batches_per_turn = 4;

}  // namespace

struct UdpDialler::Socket {
  Socket(boost::asio::io_context& io, unsigned number) : udp_socket(io), attempt(number) {}

  udp::socket udp_socket;
  unsigned attempt;
};

UdpDialler::UdpDialler(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    std::uint64_t run,
    ProbeSource source,
    UdpEvents events
)
    : io_(io), codec_(codec), run_(run), source_(std::move(source)), events_(std::move(events)) {}

UdpDialler::~UdpDialler() {
  for (auto& [key, socket] : sockets_) {
    boost::system::error_code ignored;
    socket->udp_socket.close(ignored);
  }
}

UdpDialler::Socket* UdpDialler::socket_for(unsigned attempt, bool ipv6, int& error) {
  const std::pair key{attempt, ipv6};
  if (const auto found = sockets_.find(key); found != sockets_.end()) return found->second.get();
  const auto socket = std::make_shared<Socket>(io_, attempt);
  error = open_source_socket(socket->udp_socket, ipv6, source_);
  if (error != 0) return nullptr;
  const int fd = socket->udp_socket.native_handle();
  net::set_option(fd, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
  net::enable_error_queue(fd, ipv6);
  sockets_.emplace(key, socket);
  listen(socket);
  return socket.get();
}

void UdpDialler::listen(const std::shared_ptr<Socket>& socket) {
  // An error in the queue wakes a reader too. It may be known by nothing else: a send of many
  // clears the pending error that it meets.
  socket->udp_socket.async_wait(
      udp::socket::wait_read,
      [this, weak = std::weak_ptr(socket)](const boost::system::error_code& cancelled) {
        const auto alive = weak.lock();
        if (cancelled || !alive) return;
        drain_errors(*alive);
        drain(*alive);
        listen(alive);
      }
  );
}

void UdpDialler::drain(Socket& socket) {
  net::DatagramBatch<datagrams_at_once, echo_bytes_max> batch;
  const int fd = socket.udp_socket.native_handle();
  for (int turn = 0; turn < batches_per_turn; ++turn) {
    const auto received = batch.receive(fd);
    if (received.error == EAGAIN || received.error == EWOULDBLOCK) return;
    for (std::size_t i = 0; i < received.count; ++i) {
      const auto echo = codec_.decode(batch.bytes(i));
      if (!echo || echo->kind != wire::DatagramKind::echo || echo->run != run_) continue;
      const auto from = net::address_of(batch.from(i));
      if (echo->attempt != socket.attempt || !from) continue;
      const evidence::AnswerSource source{*from, net::port_of(batch.from(i))};
      events_.answered(echo->path, socket.attempt, source, Clock::now());
    }
    if (received.count < datagrams_at_once && received.error == 0) return;
  }
}

void UdpDialler::drain_errors(Socket& socket) {
  net::drain_error_queue(socket.udp_socket.native_handle(), [&](const net::QueuedError& error) {
    // A quoted probe names its path; routers that quote less leave the destination.
    const auto quoted = codec_.decode(error.payload);
    if (quoted && quoted->run == run_ && quoted->attempt == socket.attempt) {
      events_.error(quoted->path, socket.attempt, error);
    } else {
      events_.unnamed_error(error.destination, error.destination_port, socket.attempt, error);
    }
  });
  (void)net::take_socket_error(socket.udp_socket.native_handle());
}

int UdpDialler::queue(
    std::size_t index,
    const PathId& path,
    unsigned attempt,
    const IpAddress& address,
    std::uint16_t port
) {
  int error = 0;
  Socket* const socket = socket_for(attempt, address.is_v6(), error);
  if (socket == nullptr) return error;
  if (socket != pending_socket_ || pending_.full()) flush();
  pending_socket_ = socket;
  pending_paths_[pending_.size()] = index;
  wire::Datagram probe;
  probe.run = run_;
  probe.path = path;
  probe.attempt = static_cast<std::uint16_t>(attempt);
  const udp::endpoint to(address, port);
  const auto to_size = static_cast<socklen_t>(to.size());
  codec_.encode(probe, pending_.add(to.data(), to_size, wire::datagram_bytes_min));
  return 0;
}

void UdpDialler::flush() {
  int tries = 0;
  for (std::size_t done = 0; done < pending_.size();) {
    const unsigned attempt = pending_socket_->attempt;
    const TimePoint before = Clock::now();
    const auto sent = pending_.send(pending_socket_->udp_socket.native_handle(), done);
    if (sent.count > 0) {
      const auto each = (Clock::now() - before) / static_cast<int>(sent.count);
      for (std::size_t i = 0; i < sent.count; ++i) {
        events_.sent(pending_paths_[done++], attempt, 0, before + static_cast<int>(i) * each);
      }
      tries = 0;
      continue;
    }
    // The kernel reports an earlier target's error by refusing this send; then it must be sent
    // again. What the packet filter refuses (EPERM, ENOBUFS) is about this very datagram.
    const bool is_its_own = sent.error == EPERM || sent.error == ENOBUFS;
    if (!is_its_own && ++tries < 3) {
      drain_errors(*pending_socket_);
      continue;
    }
    events_.sent(pending_paths_[done++], attempt, sent.error, before);
    tries = 0;
  }
  pending_.clear();
}

std::uint16_t UdpDialler::share_port(unsigned attempt, bool ipv6) {
  const auto found = sockets_.find({attempt, ipv6});
  if (found == sockets_.end()) return 0;
  udp::socket& socket = found->second->udp_socket;
  boost::system::error_code failed;
  const udp::endpoint local = socket.local_endpoint(failed);
  if (failed || !net::set_option(socket.native_handle(), SOL_SOCKET, SO_REUSEADDR, 1)) return 0;
  return local.port();
}

}  // namespace oakprobe::agent
