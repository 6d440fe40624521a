#include "probe-agent/look/path_look.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "net/socket_options.hpp"
#include "probe-agent/look/packet_ladder.hpp"
#include "probe-agent/look/segment_ladder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <iterator>

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

namespace oakprobe::agent {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;

namespace {

constexpr std::chrono::milliseconds burst_spacing{10};
constexpr std::chrono::milliseconds size_spacing{2};
constexpr std::chrono::milliseconds descent_spacing{20};  // two round trips, if that is longer
// In which a descent has sent its last, as a multiple of the patience, if it is not cut to fewer
// steps than its least.
constexpr int descent_patience = 6;
constexpr int descent_steps_min = 3;
// Beside the round trips: a lost segment is sent again after 0.2 and 0.6 s (RFC 6298; Linux's
// TCP_RTO_MIN).
constexpr std::chrono::milliseconds segment_patience{1'200};
constexpr int live_steps = 4;  // to 58 bytes, between 576 and 1,500
constexpr int datagrams_per_turn = 64;
constexpr int silent_hops_max = 3;
constexpr std::chrono::milliseconds hop_patience{300};
// Of ICMP errors a Linux router sends a peer one a second (icmp_ratelimit, icmp(7)), and six at
// once after a while.
constexpr std::chrono::milliseconds again_spacing{1'100};

bool is_time_exceeded(const evidence::IcmpError& icmp) {
  return icmp.type == (icmp.from.is_v6() ? ICMP6_TIME_EXCEEDED : ICMP_TIME_EXCEEDED);
}

void set_hop_limit(int fd, bool ipv6, int limit) {
  if (ipv6) {
    net::set_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, limit);
  } else {
    net::set_option(fd, IPPROTO_IP, IP_TTL, limit);
  }
}

// Don't fragment, whatever the kernel remembers of the path: each size must leave. Or: fragment,
// as a sender does that was told a smaller MTU.
void set_fragmenting(int fd, bool ipv6, bool may_fragment) {
  if (ipv6) {
    net::set_option(
        fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, may_fragment ? IPV6_PMTUDISC_DONT : IPV6_PMTUDISC_PROBE
    );
  } else {
    net::set_option(
        fd, IPPROTO_IP, IP_MTU_DISCOVER, may_fragment ? IP_PMTUDISC_DONT : IP_PMTUDISC_PROBE
    );
  }
}

void prepare(udp::socket& socket, bool ipv6) {
  const int fd = socket.native_handle();
  net::set_option(fd, SOL_SOCKET, SO_RCVBUF, net::receive_buffer_bytes);
  net::enable_error_queue(fd, ipv6);
}

}  // namespace

PathLook::PathLook(
    asio::io_context& io,
    const wire::DatagramCodec& codec,
    std::uint64_t run,
    const ProbeSource& source,
    LookTarget target
)
    : codec_(codec),
      run_(run),
      source_(source),
      target_(std::move(target)),
      ipv6_(target_.address.is_v6()),
      io_(io),
      socket_(io),
      timer_(io) {
  evidence_.path = target_.look.path;
}

void PathLook::ask_again(bool is_first, std::function<void()> done) {
  spawn(send_alone(is_first), std::move(done));
}

void PathLook::start(std::function<void()> done) { spawn(run(), std::move(done)); }

void PathLook::spawn(asio::awaitable<void> part, std::function<void()> done) {
  asio::co_spawn(
      io_,
      std::move(part),
      [self = shared_from_this(), done = std::move(done)](const std::exception_ptr& failed) {
        if (failed) std::rethrow_exception(failed);
        if (!self->stopped_) done();
      }
  );
}

void PathLook::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  close_burst_ports();
  for (const auto& exchange : exchanges_) exchange->stop();
  if (long_exchange_) long_exchange_->stop();
  timer_.cancel();
}

asio::awaitable<void> PathLook::run() {
  const auto self = shared_from_this();
  if (target_.protocol == Protocol::tcp) {
    if (target_.look.full_bytes > 0 && target_.question) {
      co_await climb_live();
    } else if (target_.look.full_bytes > 0) {
      co_await climb_tcp();
    }
    if (target_.look.trace && !stopped_) co_await trace_tcp();
    co_return;
  }
  if (!socket_.is_open()) {
    if (!open(socket_)) co_return;
    listen(socket_);
  }
  if (target_.look.again == evidence::AskAgain::once) ask_once();
  if (target_.look.burst > 0) co_await send_burst();
  if (target_.look.full_bytes > 0) {
    co_await await_burst();
    if (!stopped_) co_await climb();
  }
  if (asks_patiently() && evidence_.burst_answered == 0 && !stopped_)
    co_await await([this] { return is_heard(); }, asked_at_ + neighbour_patience - Clock::now());
  if (target_.look.trace && evidence_.asked_again > 0 && !stopped_)  // its error is no hop's
    co_await await([this] { return is_heard(); }, asked_at_ + hop_patience - Clock::now());
  if (target_.look.trace && !evidence_.refused && !stopped_) co_await trace_udp();
  // What was silent so far may still be answered while the routers are.
  if (!stopped_) co_await await_burst();
  if (evidence_.asked_again > 0 && !stopped_)
    co_await await([this] { return is_heard(); }, asked_at_ + target_.patience - Clock::now());
  boost::system::error_code ignored;
  socket_.close(ignored);
}

// Until something is heard, so often that one of them finds the router's next ICMP error unused.
asio::awaitable<void> PathLook::send_alone(bool is_first) {
  const auto self = shared_from_this();
  const Clock::duration quiet = is_first ? Clock::duration::zero() : again_spacing;
  const Clock::duration due =
      made_at_ + std::chrono::milliseconds(target_.look.start_ms) - Clock::now();
  co_await pause(std::max(due, quiet));
  if (stopped_ || !open(socket_)) co_return;
  listen(socket_);
  asked_at_ = Clock::now();
  while (evidence_.asked_again < evidence::again_probes_max && !is_heard()) {
    if (send(socket_, evidence::again_attempt, wire::datagram_bytes_min) != 0) co_return;
    if (++evidence_.asked_again == evidence::again_probes_max) co_return;
    co_await await([this] { return is_heard(); }, again_spacing);
    if (stopped_) co_return;
  }
}

void PathLook::ask_once() {
  asked_at_ = Clock::now();
  if (send(socket_, evidence::again_attempt, wire::datagram_bytes_min) == 0)
    evidence_.asked_again = 1;
}

asio::awaitable<void> PathLook::pause(Clock::duration time) {
  if (stopped_) co_return;
  boost::system::error_code cancelled;
  timer_.expires_after(time);
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

asio::awaitable<void> PathLook::await(std::function<bool()> enough, Clock::duration limit) {
  if (enough() || limit <= Clock::duration::zero()) co_return;
  enough_ = std::move(enough);
  co_await pause(limit);
  enough_ = nullptr;
}

asio::awaitable<void> PathLook::send_burst() {
  if (!open_burst_ports()) co_return;
  for (unsigned probe = 0; probe < target_.look.burst; ++probe) {
    if (probe > 0) co_await pause(burst_spacing);
    if (stopped_) co_return;
    const auto attempt = static_cast<std::uint16_t>(evidence::burst_attempt + probe);
    Socket& from = *std::next(burst_sockets_.begin(), evidence::burst_port_of(probe));
    const std::uint64_t bit = std::uint64_t{1} << probe;
    burst_sent_at_[probe] = Clock::now();
    if (send(from, attempt, wire::datagram_bytes_min) == 0) evidence_.burst_sent |= bit;
  }
  burst_ended_at_ = Clock::now();
}

asio::awaitable<void> PathLook::await_burst() {
  if (burst_sockets_.empty()) co_return;
  co_await await(
      [this] { return evidence_.burst_answered == evidence_.burst_sent; },
      burst_ended_at_ + target_.patience - Clock::now()
  );
  close_burst_ports();
}

// All of them or none: which probe left from which port follows from their number.
bool PathLook::open_burst_ports() {
  for (unsigned port = 0; port < evidence::burst_ports; ++port) {
    Socket& socket = burst_sockets_.emplace_back(io_);
    const bool again =
        port < target_.lost_ports.size() && open_again(socket, target_.lost_ports[port]);
    if (!again && !open(socket)) {
      close_burst_ports();
      return false;
    }
    set_fragmenting(socket.native_handle(), ipv6_, true);
  }
  for (Socket& socket : burst_sockets_) listen(socket);
  return true;
}

// Closed, not gone: a handler that is due may still ask for its socket.
void PathLook::close_burst_ports() {
  boost::system::error_code ignored;
  for (Socket& socket : burst_sockets_) socket.close(ignored);
}

asio::awaitable<void> PathLook::climb() {
  PacketLadder ladder(target_.look.full_bytes, smallest_packet(ipv6_));
  while (!stopped_) {
    auto [steps, descends] = ladder.next(evidence_.sizes);
    const std::size_t room = evidence::sizes_max - evidence_.sizes.size();
    if (steps.size() > room) steps.resize(room);
    if (steps.empty()) co_return;
    if (descends) {
      co_await descend(std::move(steps));
    } else {
      co_await try_sizes(std::move(steps));
    }
  }
}

// What the source's own queue has no room for twice does not leave, and cost nobody anything.
asio::awaitable<void> PathLook::send_sized(LadderStep step) {
  const std::size_t at = evidence_.sizes.size();
  evidence::SizedProbe& probe = evidence_.sizes.emplace_back();
  probe.bytes = step.bytes;
  probe.may_fragment = step.may_fragment;
  set_fragmenting(socket_.native_handle(), ipv6_, step.may_fragment);
  const auto payload = static_cast<std::uint16_t>(step.bytes - evidence::header_bytes(ipv6_));
  const auto attempt = static_cast<std::uint16_t>(evidence::size_attempt + at);
  int error = ENOBUFS;
  for (int tries = 0; tries < 2 && error == ENOBUFS; ++tries) {
    error = send(socket_, attempt, payload);
    evidence_.sizes[at].error = error;
    co_await pause(size_spacing);
    if (stopped_) co_return;
    drain(socket_);
  }
}

asio::awaitable<void> PathLook::try_sizes(std::vector<LadderStep> steps) {
  const std::size_t first = evidence_.sizes.size();
  for (const LadderStep step : steps) {
    co_await send_sized(step);
    if (stopped_) co_return;
  }
  co_await await(
      [this, first] {
        return std::all_of(
            evidence_.sizes.begin() + static_cast<std::ptrdiff_t>(first),
            evidence_.sizes.end(),
            [](const evidence::SizedProbe& one) {
              return one.answered || one.error != 0 || one.icmp;
            }
        );
      },
      target_.patience
  );
}

// Each is given time for its answer before the next, so that hardly more than one arrives.
asio::awaitable<void> PathLook::descend(std::vector<LadderStep> steps) {
  const std::size_t first = evidence_.sizes.size();
  const auto is_over = [this, first] {
    return std::any_of(
        evidence_.sizes.begin() + static_cast<std::ptrdiff_t>(first),
        evidence_.sizes.end(),
        [](const evidence::SizedProbe& one) { return one.answered; }
    );
  };
  const Clock::duration gap = std::max<Clock::duration>(descent_spacing, 2 * round_trip());
  const auto most = static_cast<std::size_t>(
      std::max<Clock::rep>(target_.patience * descent_patience / gap, descent_steps_min)
  );
  for (const LadderStep step : thinned(std::move(steps), most)) {
    co_await send_sized(step);
    if (stopped_) co_return;
    if (evidence_.sizes.back().error == 0) co_await await(is_over, gap);
    if (stopped_ || is_over()) co_return;
  }
  co_await await(is_over, target_.patience);
}

// Sizes are known to have passed where they did in both directions.
asio::awaitable<void> PathLook::climb_tcp() {
  SegmentLadder ladder(target_.look.full_bytes, smallest_packet(ipv6_));
  std::vector<evidence::SizedProbe> passed;
  while (!stopped_) {
    std::vector<LadderStep> steps = ladder.next(passed);
    const std::size_t room = evidence::sizes_max - evidence_.sizes.size();
    if (steps.size() > room) steps.resize(room);
    if (steps.empty()) co_return;
    const bool is_first = evidence_.sizes.empty();
    co_await try_segments(steps);
    for (std::size_t at = 0; at < exchanges_.size(); ++at) {
      evidence::SizedProbe result = exchanges_[at]->result();
      // The kernel may have learnt meanwhile to send less than it is asked for: that is its way to
      // get such segments through.
      if (!is_first) result.bytes = steps[at].bytes;
      evidence_.sizes.push_back(result);
      if (result.error != 0) continue;
      result.answered = exchanges_[at]->passed();
      passed.push_back(result);
    }
    exchanges_.clear();
  }
}

asio::awaitable<void> PathLook::try_segments(const std::vector<LadderStep>& steps) {
  wire::Datagram probe;
  probe.run = run_;
  probe.path = target_.look.path;
  for (const LadderStep& step : steps) {
    probe.attempt = static_cast<std::uint16_t>(
        evidence::size_attempt + evidence_.sizes.size() + exchanges_.size()
    );
    exchanges_.push_back(std::make_shared<SegmentExchange>(io_, codec_, probe, step.bytes));
    exchanges_.back()->start(
        tcp::endpoint(target_.address, target_.port),
        source_,
        target_.there.get(),
        [this, weak = weak_from_this()] {
          const auto self = weak.lock();
          if (self && enough_ && enough_()) timer_.cancel();
        }
    );
  }
  co_await await(
      [this] {
        return std::ranges::all_of(exchanges_, [](const auto& one) { return one->is_over(); });
      },
      segment_patience + target_.patience
  );
  for (const auto& exchange : exchanges_) exchange->stop();
}

// One connection after the other: a service that others need has never more than one of ours. The
// way back first: where it is narrow, no request tells of the way there.
asio::awaitable<void> PathLook::climb_live() {
  const evidence::Question& question = *target_.question;
  // Where nothing was answered, an answer in short segments is the only news.
  const LongPart first = question.long_path.empty() ? LongPart::request : LongPart::answer;
  if (target_.said == evidence::AnswerKind::silent &&
      !co_await try_long(first, smallest_packet(ipv6_)))
    co_return;
  const bool was_long =
      question.path == question.long_path && target_.said == evidence::AnswerKind::itself;
  if (!question.long_path.empty() && !was_long && !co_await climb_live(LongPart::answer)) co_return;
  if (!stopped_) co_await climb_live(LongPart::request);
}

// False: full segments do not pass. What can't be tried is not known not to.
asio::awaitable<bool> PathLook::climb_live(LongPart part) {
  if (co_await exchange_long(part, target_.look.full_bytes)) co_return true;
  if (stopped_ || evidence_.sizes.back().error != 0) co_return true;
  const std::uint16_t full = evidence_.sizes.back().bytes;
  const std::uint16_t smallest = smallest_packet(ipv6_);
  // Twice: a packet that is lost by chance is not too big.
  if (full <= smallest || co_await try_long(part, full)) co_return true;
  // A service that has no such answer in time says nothing of the way.
  if (!co_await try_long(part, smallest)) co_return true;
  unsigned low = smallest;
  unsigned high = full;
  for (int step = 0; step < live_steps && !stopped_; ++step) {
    const unsigned middle = (low + high) / 2;
    (co_await try_long(part, static_cast<std::uint16_t>(middle)) ? low : high) = middle;
  }
  if (co_await try_long(part, full)) co_return true;
  // A service that others kept busy at the wrong moments is not a matter of size.
  if (stopped_ || co_await try_long(part, smallest)) co_return false;
  std::erase_if(evidence_.sizes, [part](const evidence::SizedProbe& one) {
    return one.asked_long == (part == LongPart::answer);
  });
  co_return true;
}

// As for stand-ins: after the first full one, what was asked for.
asio::awaitable<bool> PathLook::try_long(LongPart part, std::uint16_t bytes) {
  const bool passed = co_await exchange_long(part, bytes);
  if (!stopped_) evidence_.sizes.back().bytes = bytes;
  co_return passed;
}

// Whether it was answered.
asio::awaitable<bool> PathLook::exchange_long(LongPart part, std::uint16_t bytes) {
  if (stopped_) co_return false;
  long_exchange_ =
      std::make_shared<LongExchange>(io_, *target_.question, target_.dialled, part, bytes);
  long_exchange_->start(
      tcp::endpoint(target_.address, target_.port),
      source_,
      target_.there.get(),
      [this, weak = weak_from_this()] {
        if (weak.lock()) timer_.cancel();
      }
  );
  const auto is_over = [this] { return long_exchange_->is_over(); };
  co_await await(is_over, question_limit + target_.patience);
  if (long_exchange_->is_talking() && !stopped_) co_await await(is_over, slow_question_limit);
  long_exchange_->stop();
  evidence_.sizes.push_back(long_exchange_->result());
  co_return long_exchange_->result().error == 0 && long_exchange_->result().answered;
}

// One hop limit after the other: routers that quote little of a probe leave no other way to tell
// which of them answered.
asio::awaitable<void> PathLook::trace_udp() {
  set_fragmenting(socket_.native_handle(), ipv6_, true);
  int silent = 0;
  for (hop_limit_ = 1; hop_limit_ <= evidence::hops_max && silent < silent_hops_max; ++hop_limit_) {
    hop_answered_ = false;
    set_hop_limit(socket_.native_handle(), ipv6_, hop_limit_);
    const auto attempt = static_cast<std::uint16_t>(evidence::trace_attempt + hop_limit_);
    static_cast<void>(send(socket_, attempt, wire::datagram_bytes_min));
    co_await await([this] { return hop_answered_; }, hop_patience);
    if (stopped_ || end_reached_) co_return;
    silent = hop_answered_ ? 0 : silent + 1;
  }
  hop_answered_ = true;  // what comes from now on is late
}

asio::awaitable<void> PathLook::trace_tcp() {
  std::uint16_t source_port = 0;
  int silent = 0;
  for (hop_limit_ = 1; hop_limit_ <= evidence::hops_max && silent < silent_hops_max; ++hop_limit_) {
    hop_answered_ = false;
    if (!co_await trace_tcp_hop(hop_limit_, source_port)) co_return;
    if (stopped_ || end_reached_) co_return;
    silent = hop_answered_ ? 0 : silent + 1;
  }
}

// Every SYN of a trace leaves from the same port: a router that spreads flows over several ways
// sends them all by the same. False: no socket.
asio::awaitable<bool> PathLook::trace_tcp_hop(std::uint8_t limit, std::uint16_t& source_port) {
  tcp::socket socket(io_);
  boost::system::error_code failed;
  if (source_port == 0) {
    if (open_source_socket(socket, ipv6_, source_, target_.there.get()) != 0) co_return false;
    source_port = socket.local_endpoint(failed).port();
  } else {
    const tcp family = ipv6_ ? tcp::v6() : tcp::v4();
    const net::NetworkNamespace* const there = target_.there.get();
    const bool bound = there == nullptr && source_.bind && source_.bind->is_v6() == ipv6_;
    const tcp::endpoint local =
        bound ? tcp::endpoint(*source_.bind, source_port) : tcp::endpoint(family, source_port);
    if (open_in(socket, family, there) != 0) co_return false;
    if (ipv6_) socket.set_option(asio::ip::v6_only(true), failed);
    if (!failed) socket.set_option(tcp::socket::reuse_address(true), failed);
    if (!failed) socket.bind(local, failed);
    if (!failed) socket.non_blocking(true, failed);
    if (failed) co_return false;
  }
  const int fd = socket.native_handle();
  net::enable_error_queue(fd, ipv6_);
  set_hop_limit(fd, ipv6_, limit);
  const tcp::endpoint to(target_.address, target_.port);
  const auto over = std::make_shared<bool>(false);
  int error = ::connect(fd, to.data(), static_cast<socklen_t>(to.size())) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    timer_.expires_after(hop_patience);
    socket.async_wait(
        tcp::socket::wait_write,
        [over, self = shared_from_this()](const boost::system::error_code& cancelled) {
          if (cancelled) return;
          *over = true;
          self->timer_.cancel();
        }
    );
    boost::system::error_code cancelled;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    error = *over ? net::take_socket_error(fd) : EINPROGRESS;
  }
  net::drain_error_queue(fd, [this](const net::QueuedError& queued) {
    if (queued.icmp) note_hop(queued.icmp->from, !is_time_exceeded(*queued.icmp));
  });
  if (error == 0 || error == ECONNREFUSED || error == ECONNRESET) note_hop(target_.address, true);
  co_return true;
}

bool PathLook::open(Socket& socket) {
  if (open_source_socket(socket, ipv6_, source_) != 0) return false;
  prepare(socket, ipv6_);
  return true;
}

// Of several sockets on one port the kernel gives a datagram to the one that is connected to its
// sender (Linux, net/ipv4/udp.c, compute_score).
bool PathLook::open_again(Socket& socket, std::uint16_t port) {
  const udp family = ipv6_ ? udp::v6() : udp::v4();
  const bool bound = source_.bind && source_.bind->is_v6() == ipv6_;
  const udp::endpoint local =
      bound ? udp::endpoint(*source_.bind, port) : udp::endpoint(family, port);
  boost::system::error_code failed;
  socket.open(family, failed);
  if (!failed && ipv6_) socket.set_option(asio::ip::v6_only(true), failed);
  if (!failed) socket.set_option(Socket::reuse_address(true), failed);
  if (!failed) socket.bind(local, failed);
  if (!failed) socket.non_blocking(true, failed);
  if (!failed) socket.connect(udp::endpoint(target_.address, target_.port), failed);
  if (failed) return false;
  prepare(socket, ipv6_);
  return true;
}

void PathLook::listen(Socket& socket) {
  socket.async_wait(
      udp::socket::wait_read,
      [&socket, weak = weak_from_this()](const boost::system::error_code& cancelled) {
        const auto self = weak.lock();
        if (cancelled || !self || self->stopped_ || !socket.is_open()) return;
        self->drain(socket);
        if (self->enough_ && self->enough_()) self->timer_.cancel();
        self->listen(socket);
      }
  );
}

void PathLook::drain(Socket& socket) {
  drain_errors(socket);
  std::array<std::byte, wire::datagram_bytes_min> buffer;
  const int fd = socket.native_handle();
  for (int turn = 0; turn < datagrams_per_turn; ++turn) {
    udp::endpoint from;
    auto from_bytes = static_cast<socklen_t>(from.capacity());
    const ssize_t size = ::recvfrom(
        fd, buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC, from.data(), &from_bytes
    );
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EBADF)) return;
    if (size != static_cast<ssize_t>(buffer.size())) continue;
    const auto echo = codec_.decode(buffer);
    if (!echo || echo->kind != wire::DatagramKind::echo || echo->run != run_) continue;
    if (echo->path != target_.look.path) continue;
    from.resize(from_bytes);
    if (unmapped(from.address()) != target_.address || from.port() != target_.port) continue;
    const unsigned attempt = echo->attempt;
    if (attempt == evidence::again_attempt) {
      evidence_.again_answered = evidence_.asked_again > 0;
    } else if (attempt >= evidence::trace_attempt) {
      note_hop(target_.address, true);
    } else if (attempt >= evidence::size_attempt) {
      const std::size_t at = attempt - evidence::size_attempt;
      if (at < evidence_.sizes.size()) evidence_.sizes[at].answered = true;
    } else if (attempt >= evidence::burst_attempt) {
      const unsigned number = attempt - evidence::burst_attempt;
      const std::uint64_t probe = std::uint64_t{1} << number;
      if ((probe & evidence_.burst_sent & ~evidence_.burst_answered) != 0) {
        const Clock::duration took = Clock::now() - burst_sent_at_[number];
        round_trips_ += took;
      }
      evidence_.burst_answered |= probe & evidence_.burst_sent;
    }
  }
}

void PathLook::drain_errors(Socket& socket) {
  const int fd = socket.native_handle();
  const bool of_burst = &socket != &socket_;
  net::drain_error_queue(fd, [&](const net::QueuedError& error) { on_error(error, of_burst); });
  static_cast<void>(net::take_socket_error(fd));
}

void PathLook::on_error(const net::QueuedError& error, bool of_burst) {
  if (!error.icmp || error.destination != target_.address) return;
  const auto quoted = codec_.decode(error.payload);
  const bool of_again = quoted && quoted->attempt == evidence::again_attempt;
  if (of_again || (evidence_.asked_again > 0 && (of_burst || hop_limit_ == 0))) {
    if (!evidence_.refused) evidence_.refused = error.icmp;
    return;
  }
  if (of_burst && hop_limit_ > 0) return;
  if (hop_limit_ > 0) {
    // Late words about an earlier probe are not this one's; a quote that is cut short can't tell.
    const bool late = quoted && quoted->attempt != evidence::trace_attempt + hop_limit_;
    if (!late) note_hop(error.icmp->from, !is_time_exceeded(*error.icmp));
    return;
  }
  // A quoted packet that is cut short has no MAC; then an MTU tells of the largest that is awaited.
  for (std::size_t at = 0; at < evidence_.sizes.size(); ++at) {
    evidence::SizedProbe& probe = evidence_.sizes[at];
    const bool meant = quoted ? quoted->attempt == evidence::size_attempt + at
                              : !probe.may_fragment && probe.bytes > error.icmp->mtu;
    if (meant && error.icmp->mtu > 0 && !probe.answered && !probe.icmp) probe.icmp = error.icmp;
  }
}

int PathLook::send(Socket& from, std::uint16_t attempt, std::uint16_t payload_bytes) {
  wire::Datagram probe;
  probe.run = run_;
  probe.path = target_.look.path;
  probe.attempt = attempt;
  probe.size = payload_bytes;
  std::array<std::byte, evidence::packet_bytes_max> buffer;
  CHECK(payload_bytes <= buffer.size());
  const auto bytes = std::span(buffer).first(payload_bytes);
  codec_.encode(probe, bytes);
  const udp::endpoint to(target_.address, target_.port);
  const int fd = from.native_handle();
  // An earlier probe's error refuses this send; then it must be sent again.
  for (int tries = 0; tries < 3; ++tries) {
    drain_errors(from);
    const auto size = ::sendto(
        fd, bytes.data(), bytes.size(), MSG_DONTWAIT, to.data(), static_cast<socklen_t>(to.size())
    );
    if (size >= 0) return 0;
    if (errno == EPERM || errno == ENOBUFS || errno == EMSGSIZE) return errno;
  }
  return errno;
}

void PathLook::note_hop(const IpAddress& from, bool is_end) {
  if (hop_answered_ || hop_limit_ == 0) return;
  hop_answered_ = true;
  end_reached_ = is_end;
  evidence_.hops.push_back({hop_limit_, from, is_end});
}

}  // namespace oakprobe::agent
