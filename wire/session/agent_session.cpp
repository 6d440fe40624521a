#include "wire/session/agent_session.hpp"

#include <algorithm>

namespace oakprobe::wire {
namespace {

constexpr Duration grace_of_lease{200};

// A check is a dozen messages, and the next may follow at once; a keepalive comes each 5 s.
constexpr std::size_t messages_free = 200;
constexpr std::size_t messages_per_second_max = 20;

}  // namespace

AgentSession::AgentSession(const AgentLimits& limits, Time now)
    : limits_(limits), flood_guard_(messages_free, messages_per_second_max) {
  const auto line = std::as_bytes(std::span(greeting));
  pending_.assign(line.begin(), line.end());
  renew_lease(limits_.hello, now);
}

void AgentSession::end_of_input(bool broken) {
  if (end_) return;
  if (broken || decoder_.has_partial_frame())
    return fail_stream("the stream broke off in the middle of a frame");
  stop({});
}

std::optional<Message> AgentSession::next(Time now) {
  while (!end_ && !is_clogged()) {
    const auto frame = decoder_.next();
    if (!frame) {
      fail_stream(frame.error().message());
      break;
    }
    if (!*frame) break;
    auto message = decode_message(**frame);
    if (!message) {
      fail_stream(message.error().message());
      break;
    }
    if (!hello_at_) {
      const auto* hello = std::get_if<Hello>(&*message);
      if (hello == nullptr) {
        fail_at(*message);
        break;
      }
      if (!accept_hello(*hello, now)) break;
      return std::move(*message);
    }
    renew_lease(limits_.lease, now);
    if (!flood_guard_.take(std::chrono::floor<std::chrono::seconds>(now - *hello_at_))) {
      fail("the coordinator floods this agent with messages; is it oakprobe?");
    } else if (std::holds_alternative<Hello>(*message)) {
      fail_at(*message);
    } else if (std::holds_alternative<Bye>(*message)) {
      stop({});
    } else if (!std::holds_alternative<Keepalive>(*message)) {
      return std::move(*message);
    }
  }
  return std::nullopt;
}

bool AgentSession::accept_hello(const Hello& hello, Time now) {
  if (hello.version != protocol_version) {
    fail(
        "the coordinator speaks protocol " + std::to_string(hello.version) + ", this agent (" +
        OAKPROBE_VERSION + ") speaks " + std::to_string(protocol_version) +
        "; install the same version of oakprobe on both"
    );
    return false;
  }
  hello_at_ = now;
  decoder_.set_body_bytes_max(frame_body_bytes_max);
  renew_lease(limits_.lease, now);
  next_keepalive_ = now + limits_.keepalive;
  return true;
}

void AgentSession::renew_lease(Duration limit, Time now) {
  const Duration patience = std::max(limit - grace_of_lease, limit / 2);
  lease_ = Patience(now, patience, grace_of_lease);
}

void AgentSession::send(const Message& message) {
  if (!end_) append_frame(pending_, encode_message(message));
}

void AgentSession::fail(const std::string& why) {
  send(Failed{why});
  stop({false, why});
}

void AgentSession::fail_at(const Message& unexpected) {
  fail(
      "did not expect '" + std::string(type_name(unexpected)) +
      "' now; install the same version of oakprobe on both"
  );
}

void AgentSession::fail_stream(const std::string& why) {
  fail(
      "cannot go on with the coordinator's stream: " + why +
      "; nothing but oakprobe may write to the agent's standard input, and both must be "
      "of the same version"
  );
}

void AgentSession::stop(End end) {
  if (!end_) end_ = std::move(end);
}

void AgentSession::wake(Time now) {
  if (end_) return;
  if (now >= next_keepalive_) {
    send(Keepalive{});
    next_keepalive_ = now + limits_.keepalive;
  }
  if (!lease_.is_over(now)) return;
  stop(
      {false,
       hello_at_ ? "the coordinator fell silent; every port is free again"
                 : "the coordinator did not say hello; is it oakprobe that started this?"}
  );
}

Time AgentSession::deadline() const {
  return end_ ? no_deadline : std::min(lease_.deadline(), next_keepalive_);
}

std::span<const std::byte> AgentSession::output() {
  if (written_ == writing_.size()) {
    writing_.clear();
    writing_.swap(pending_);
    written_ = 0;
  }
  return std::span(writing_).subspan(written_);
}

void AgentSession::written(std::size_t bytes, Time now) {
  unreported_ = is_clogged() ? unreported_ + bytes : 0;
  written_ += bytes;
  if (unreported_ < progress_bytes) return;
  // No message can be taken for all that waits to be written, and another piece of it went out: the
  // only sign of life then that a slow coordinator can give.
  unreported_ = 0;
  if (!end_) renew_lease(limits_.lease, now);
}

void AgentSession::nobody_reads() {
  pending_.clear();
  writing_.clear();
  written_ = 0;
  stop({});
}

bool AgentSession::is_clogged() const {
  return pending_.size() + writing_.size() - written_ > output_bytes_high;
}

}  // namespace oakprobe::wire
