#include "probe-agent/look/path_look.hpp"

#include "probe-agent/look/lone_connects.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace oakprobe::agent {

namespace asio = boost::asio;

namespace {

// How long the error of a lone probe is waited for, so that it is taken for no hop's.
constexpr std::chrono::milliseconds refusal_patience{300};

}  // namespace

PathLook::PathLook(
    asio::io_context& io,
    const wire::DatagramCodec& codec,
    std::uint64_t run,
    const ProbeSource& source,
    LookTarget target
)
    : look_{io, codec, run, source, std::move(target)},
      socket_(look_, events(false)),
      lone_(look_),
      burst_(look_, events(true)),
      packets_(look_, socket_),
      segments_(look_),
      live_(look_),
      trace_(look_) {
  look_.evidence.path = look_.target.look.path;
}

void PathLook::ask_again(bool is_first, std::function<void()> done) {
  spawn(ask_patiently(is_first), std::move(done));
}

void PathLook::start(std::function<void()> done) {
  const bool is_tcp = look_.target.protocol == Protocol::tcp;
  spawn(is_tcp ? look_over_tcp() : look_over_udp(), std::move(done));
}

void PathLook::spawn(asio::awaitable<void> part, std::function<void()> done) {
  asio::co_spawn(
      look_.io,
      std::move(part),
      [self = shared_from_this(), done = std::move(done)](const std::exception_ptr& failed) {
        if (failed) std::rethrow_exception(failed);
        if (!self->look_.wait.is_stopped()) done();
      }
  );
}

void PathLook::stop() {
  look_.wait.stop();
  socket_.close();
  burst_.stop();
  segments_.stop();
  live_.stop();
}

asio::awaitable<void> PathLook::ask_patiently(bool is_first) {
  const auto self = shared_from_this();
  co_await lone_.send_patiently(socket_, is_first);
}

asio::awaitable<void> PathLook::look_over_tcp() {
  const auto self = shared_from_this();
  if (look_.target.look.again != evidence::AskAgain::no) co_await connect_again(look_);
  if (look_.target.look.full_bytes > 0 && look_.target.question) {
    co_await live_.climb();
  } else if (look_.target.look.full_bytes > 0) {
    co_await segments_.climb();
  }
  if (look_.target.look.trace && !look_.wait.is_stopped()) co_await trace_.trace_tcp();
}

asio::awaitable<void> PathLook::look_over_udp() {
  const auto self = shared_from_this();
  const evidence::Look& order = look_.target.look;
  const LookWait& wait = look_.wait;
  if (!socket_.is_open()) {
    if (!socket_.open()) co_return;
    socket_.listen();
  }
  if (order.again == evidence::AskAgain::once) lone_.send_once(socket_);
  if (order.burst > 0) co_await burst_.send();
  if (order.full_bytes > 0) {
    co_await burst_.await_answers();
    if (!wait.is_stopped()) co_await packets_.climb(burst_.round_trip());
  }
  if (asks_patiently() && look_.evidence.burst_answered == 0 && !wait.is_stopped())
    co_await lone_.await_neighbour();
  if (order.trace && lone_.was_sent() && !wait.is_stopped())
    co_await lone_.await_word(refusal_patience);
  if (order.trace && !look_.evidence.refused && !wait.is_stopped())
    co_await trace_.trace_udp(socket_);
  // What was silent so far may still be answered while the routers are.
  if (!wait.is_stopped()) co_await burst_.await_answers();
  if (lone_.was_sent() && !wait.is_stopped()) co_await lone_.await_word(look_.target.patience);
  socket_.close();
}

LookSocketEvents PathLook::events(bool of_burst) {
  LookSocketEvents events;
  events.echo = [this](unsigned attempt) { on_echo(attempt); };
  events.error = [this, of_burst](const auto& icmp, std::optional<unsigned> quoted) {
    on_error(icmp, quoted, of_burst);
  };
  return events;
}

// The attempt's number tells which part has sent it.
void PathLook::on_echo(unsigned attempt) {
  if (attempt == evidence::again_attempt) {
    lone_.answered();
  } else if (attempt >= evidence::trace_attempt) {
    trace_.answered();
  } else if (attempt >= evidence::size_attempt) {
    packets_.answered(attempt - evidence::size_attempt);
  } else if (attempt >= evidence::burst_attempt) {
    burst_.answered(attempt - evidence::burst_attempt);
  }
}

// What is not about a hop is about the lone probe, where one was sent: the kernel of whoever
// refuses says so of every probe. Else it is about a size.
void PathLook::on_error(
    const evidence::IcmpError& icmp, std::optional<unsigned> quoted, bool of_burst
) {
  const bool of_lone = quoted == unsigned{evidence::again_attempt};
  const bool of_hop = !of_burst && trace_.has_begun();
  if (of_lone || (lone_.was_sent() && !of_hop)) return lone_.refused(icmp);
  if (of_hop) return trace_.on_error(icmp, quoted);
  if (!trace_.has_begun()) packets_.on_error(icmp, quoted);
}

}  // namespace oakprobe::agent
