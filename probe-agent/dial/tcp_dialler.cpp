#include "probe-agent/dial/tcp_dialler.hpp"

#include "net/socket_options.hpp"
#include "probe-agent/exchange/dial_failure.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cerrno>
#include <span>

#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

struct TcpDialler::Attempt {
  explicit Attempt(boost::asio::io_context& io) : socket(io) {}

  tcp::socket socket;
  std::size_t index = 0;
  PathId path;
  unsigned number = 0;
  evidence::DialMode mode = evidence::DialMode::exchange;
  bool connected = false;
  std::array<std::byte, wire::datagram_bytes_min> answer{};
  std::size_t answer_bytes = 0;

  [[nodiscard]] evidence::DialFailure failure(evidence::DialStage stage, int error) const {
    return failure_of(number, stage, error);
  }
};

TcpDialler::TcpDialler(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    std::uint64_t run,
    ProbeSource source,
    TcpEvents events
)
    : io_(io), codec_(codec), run_(run), source_(std::move(source)), events_(std::move(events)) {}

TcpDialler::~TcpDialler() {
  for (auto& [key, attempt] : attempts_) {
    boost::system::error_code ignored;
    attempt->socket.close(ignored);
  }
}

std::optional<evidence::DialFailure> TcpDialler::dial(
    std::size_t index,
    const wire::PlannedPath& plan,
    unsigned attempt,
    const IpAddress& address,
    const net::NetworkNamespace* there
) {
  const auto started = std::make_shared<Attempt>(io_);
  started->index = index;
  started->path = plan.path;
  started->number = attempt;
  started->mode = plan.mode;
  auto failure = open_tcp(started->socket, source_, address.is_v6(), there);
  if (!failure) {
    boost::system::error_code unbound;
    const std::uint16_t local_port = started->socket.local_endpoint(unbound).port();
    events_.opened(
        {plan.path,
         static_cast<std::uint8_t>(attempt),
         address,
         plan.port,
         local_port,
         there != nullptr}
    );
    failure = start_connect(started->socket, {address, plan.port});
  }
  if (failure) {
    failure->attempt = static_cast<std::uint8_t>(attempt);
    return failure;
  }
  attempts_.emplace(std::pair{index, attempt}, started);
  started->socket.async_wait(
      tcp::socket::wait_write,
      [this, weak = std::weak_ptr(started)](const boost::system::error_code& cancelled) {
        if (const auto alive = weak.lock(); alive && !cancelled) on_connect(alive);
      }
  );
  return std::nullopt;
}

void TcpDialler::on_connect(const std::shared_ptr<Attempt>& attempt) {
  const int error = connect_error(attempt->socket);
  if (!was_connected(error)) {
    auto failure = attempt->failure(evidence::DialStage::connect, error);
    failure.icmp = take_icmp(attempt->socket.native_handle());
    fail(attempt, std::move(failure));
    return;
  }
  attempt->connected = true;
  events_.connected(attempt->index, attempt->number);
  if (attempt->mode == evidence::DialMode::bare) {
    close(attempt);
  } else if (error != 0) {
    fail(attempt, attempt->failure(evidence::DialStage::exchange, error));
  } else {
    ask(attempt);
  }
}

void TcpDialler::ask(const std::shared_ptr<Attempt>& attempt) {
  wire::Datagram probe;
  probe.run = run_;
  probe.path = attempt->path;
  probe.attempt = static_cast<std::uint16_t>(attempt->number);
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  codec_.encode(probe, bytes);
  events_.asked(attempt->index, attempt->number, Clock::now());
  // The send buffer of a fresh connection takes 64 bytes whole.
  const ssize_t size = ::send(
      attempt->socket.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL
  );
  if (size != static_cast<ssize_t>(bytes.size())) {
    fail(attempt, attempt->failure(evidence::DialStage::exchange, size < 0 ? errno : EMSGSIZE));
    return;
  }
  await_answer(attempt);
}

void TcpDialler::await_answer(const std::shared_ptr<Attempt>& attempt) {
  attempt->socket.async_wait(
      tcp::socket::wait_read,
      [this, weak = std::weak_ptr(attempt)](const boost::system::error_code& cancelled) {
        if (const auto alive = weak.lock(); alive && !cancelled) on_readable(alive);
      }
  );
}

void TcpDialler::on_readable(const std::shared_ptr<Attempt>& attempt) {
  const auto room = std::span(attempt->answer).subspan(attempt->answer_bytes);
  const ssize_t size =
      ::recv(attempt->socket.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return await_answer(attempt);
  if (size <= 0) {
    auto failure = attempt->failure(evidence::DialStage::exchange, size < 0 ? errno : 0);
    failure.end_of_stream = size == 0;
    failure.foreign_answer = attempt->answer_bytes > 0;
    failure.icmp = take_icmp(attempt->socket.native_handle());
    return fail(attempt, std::move(failure));
  }
  attempt->answer_bytes += static_cast<std::size_t>(size);
  if (attempt->answer_bytes < attempt->answer.size()) return await_answer(attempt);

  const auto echo = codec_.decode(attempt->answer);
  const bool authentic = echo && echo->kind == wire::DatagramKind::echo && echo->run == run_ &&
                         echo->path == attempt->path && echo->attempt == attempt->number;
  if (!authentic) {
    auto failure = attempt->failure(evidence::DialStage::exchange, 0);
    failure.foreign_answer = true;
    return fail(attempt, std::move(failure));
  }
  events_.answered(attempt->index, attempt->number, Clock::now());
  net::reset_on_close(attempt->socket.native_handle());
  close(attempt);
}

void TcpDialler::fail(const std::shared_ptr<Attempt>& attempt, evidence::DialFailure failure) {
  close(attempt);
  events_.failed(attempt->index, std::move(failure));
}

void TcpDialler::close(const std::shared_ptr<Attempt>& attempt) {
  boost::system::error_code ignored;
  attempt->socket.close(ignored);
  attempts_.erase(std::pair{attempt->index, attempt->number});
}

void TcpDialler::abandon(std::size_t index) {
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) abandon(index, attempt);
}

void TcpDialler::abandon(std::size_t index, unsigned attempt) {
  const auto found = attempts_.find({index, attempt});
  if (found == attempts_.end()) return;
  const auto abandoned = found->second;
  if (!abandoned->connected) return close(abandoned);
  auto failure = abandoned->failure(evidence::DialStage::exchange, 0);
  failure.foreign_answer = abandoned->answer_bytes > 0;
  fail(abandoned, std::move(failure));
}

}  // namespace oakprobe::agent
