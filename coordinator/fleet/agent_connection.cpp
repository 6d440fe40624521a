#include "coordinator/fleet/agent_connection.hpp"

#include "coordinator/fleet/session_time.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::fleet {

AgentConnection::AgentConnection(
    std::unique_ptr<transport::Transport> transport,
    const LinkLimits& limits,
    const AgentStart& start
)
    : limits_(limits),
      transport_(std::move(transport)),
      start_(start),
      sudo_password_(start.sudo_password),
      errors_(start.sudo_password),
      session_(
          {limits.hello, limits.keepalive, limits.silence},
          [password = start.sudo_password](std::string_view words) {
            return quotable(password.get(), words);
          }
      ),
      turn_(transport_->executor()),
      changed_(transport_->executor(), net::TimePoint::max()),
      tasks_(transport_->executor()) {
  if (start.push) delivery_.emplace(start, limits_, *transport_);
  if (sudo_password_) errors_.watch(start.sudo_prompt, [this] { give_password(); });
  transport_->on_words([this](std::string_view words) { errors_.append(words); });
  tasks_.spawn(read_output());
  tasks_.spawn(keep_time());
}

asio::awaitable<bool> AgentConnection::greet(wire::Hello hello, net::TimePoint deadline) {
  interrupted_ = false;
  if (delivery_) {
    delivery_->begin(deadline);
    go_on();
    co_await settled();
    if (is_delivering() || failed_ || interrupted_) co_return false;
    deadline = net::Clock::now() + (start_.sudo ? limits_.sudo : limits_.hello);
  }
  const auto left = std::chrono::ceil<LinkLimits::Duration>(deadline - net::Clock::now());
  session_.begin(std::move(hello), session_now(), left);
  go_on();
  co_await settled();
  co_return session_.is_up() && !failed_;
}

asio::awaitable<bool> AgentConnection::ask_kind(
    wire::Message question, wire::MessageKind kind, LinkLimits::Duration limit
) {
  interrupted_ = complete_ = false;
  session_.ask(question, kind, limit, session_now());
  question = wire::Keepalive();  // a plan is large, and a thousand wait at a time
  go_on();
  co_await settled();
  take_ = nullptr;
  co_return complete_ && !failed_;
}

asio::awaitable<void> AgentConnection::settled() {
  while (!failed_ && !closing_ && !interrupted_ && is_waiting())
    co_await changed_.async_wait(net::as_result);
}

void AgentConnection::interrupt() {
  interrupted_ = true;
  session_.interrupt();
  changed_.cancel();
}

void AgentConnection::hurry(LinkLimits::Duration limit) {
  session_.hurry(limit, session_now());
  go_on();
}

asio::awaitable<void> AgentConnection::read_output() {
  while (!closing_) {
    co_await transport_->readable();
    if (closing_) break;
    if (!read_what_is_there()) {
      co_await tell_end();
      break;
    }
  }
}

// False: the stream is over. The buffer is on the stack: a thousand agents would wait with one
// each.
bool AgentConnection::read_what_is_there() {
  std::array<std::byte, 65'536> buffer;
  const auto bytes = transport_->read(buffer);
  if (bytes) on_bytes(std::span(buffer).first(*bytes));
  return bytes.has_value();
}

void AgentConnection::on_bytes(std::span<const std::byte> bytes) {
  if (is_delivering()) {
    bytes = bytes.subspan(delivery_->accept(bytes));
    if (is_delivering()) return go_on();
  }
  session_.receive(bytes, session_now());
  while (auto message = session_.next(session_now())) {
    Taken taken = take_(std::move(*message));
    if (!taken.wrong.empty()) return fail(std::move(taken.wrong));
    if (!taken.complete) continue;
    complete_ = true;
    session_.complete();
  }
  go_on();
}

asio::awaitable<void> AgentConnection::keep_time() {
  while (!closing_) {
    turn_.expires_at(deadline());
    co_await turn_.async_wait(net::as_result);
    if (!closing_) wake();
  }
}

void AgentConnection::wake() {
  if (is_delivering())
    delivery_->wake(session_now());
  else
    session_.wake(session_now(), !transport_->all_written());
  go_on();
}

void AgentConnection::go_on() {
  if (failed_ || closing_) return;
  if (delivery_ && !delivery_->wrong().empty()) return fail(delivery_->wrong());
  if (session_.greeting_is_late()) return fail(not_greeted());
  if (!session_.wrong().empty()) return fail(session_.wrong());
  if (!write_output()) return fail("was given more than fits the pipe, or does not read it");
  if (deadline() < turn_.expiry()) turn_.cancel();
  if (!is_waiting()) changed_.cancel();
}

net::TimePoint AgentConnection::deadline() const {
  return as_time_point(is_delivering() ? delivery_->deadline() : session_.deadline());
}

// False: too much waits already.
bool AgentConnection::write_output() {
  transport::Piece piece;
  piece.own = session_.take_output();
  if (piece.own.empty()) return true;
  if (transport_->unwritten_bytes() + piece.own.size() > unsent_bytes_max) return false;
  transport_->write(std::move(piece));
  return true;
}

}  // namespace oakprobe::fleet
