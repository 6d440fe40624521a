#include "coordinator/fleet/agent_connection.hpp"

#include "base/printable.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <array>

namespace oakprobe::fleet {
namespace {

// More keepalives than this are a flood: ten times what is agreed, and some for a stalled pipe.
constexpr std::size_t keepalives_free = 100;
constexpr std::size_t keepalives_per_second_max = 2;

// Beyond a deadline, for what waits unread.
constexpr LinkLimits::Duration last_look{250};

std::string speaks_other(const std::string& its, const std::string& ours) {
  return "speaks protocol " + its + ", this is " + ours + "; install the same version";
}

// The 2 of a greeting "OAKPROBE/2" among what came instead of ours; empty: none came.
std::string foreign_version(std::string_view banner) {
  const std::string_view mark = wire::greeting.substr(0, wire::greeting.find('/') + 1);
  for (std::size_t at = banner.find(mark); at != std::string_view::npos;
       at = banner.find(mark, at + 1)) {
    const auto end = banner.find('\n', at);
    if (at > 0 && banner[at - 1] != '\n') continue;
    return printable(banner.substr(at, end - at).substr(mark.size(), 20));
  }
  return "";
}

}  // namespace

AgentConnection::AgentConnection(
    std::unique_ptr<net::ChildProcess> child,
    Undertaker* undertaker,
    const LinkLimits& limits,
    const AgentStart& start
)
    : limits_(limits),
      child_(std::move(child)),
      undertaker_(undertaker),
      writer_(child_->input()),
      errors_(child_->errors(), start.sudo_password),
      start_(start),
      sudo_(start.sudo),
      sudo_password_(start.sudo_password),
      answer_timer_(child_->output().get_executor()),
      keepalives_(keepalives_free, keepalives_per_second_max),
      silence_timer_(child_->output().get_executor()),
      tasks_(child_->output().get_executor()) {
  child_->output().non_blocking(true);
  if (start.push) delivery_.emplace(start, writer_);
  if (sudo_password_) errors_.watch(start.sudo_prompt, [this] { give_password(); });
  tasks_.spawn(writer_.run());
  tasks_.spawn(errors_.run());
  tasks_.spawn(read_output());
}

asio::awaitable<bool> AgentConnection::greet(wire::Hello hello, net::TimePoint deadline) {
  if (delivery_) {
    if (!co_await deliver(deadline)) co_return false;
    deadline = net::Clock::now() + (sudo_ ? limits_.sudo : limits_.hello);
  }
  const auto left = [deadline] {
    return std::chrono::ceil<LinkLimits::Duration>(deadline - net::Clock::now());
  };
  Waited greeted = Waited::complete;  // it may have come with the delivery's last word
  if (!greeting_.found()) greeted = co_await wait_for(MessageKind::greeting, left());
  if (greeted == Waited::late) fail(not_greeted());
  if (greeted != Waited::complete) co_return false;

  take_ = [this](wire::Message message) {
    welcome_ = std::move(std::get<wire::Welcome>(message));
    if (welcome_.version == wire::protocol_version) return Taken();
    return Taken{
        true,
        speaks_other(
            std::to_string(welcome_.version) + " (oakprobe " + excerpt(told(welcome_.oakprobe)) +
                ")",
            std::to_string(wire::protocol_version) + " (oakprobe " OAKPROBE_VERSION ")"
        )};
  };
  send(std::move(hello));
  // One that has greeted is there; it may be us who came to read it late.
  const LinkLimits::Duration rest = std::clamp(left(), limits_.hello / 8, limits_.hello);
  const Waited welcomed = co_await wait_for(kind_of<wire::Welcome>, rest);
  if (welcomed == Waited::late)
    fail("sent its greeting, but did not answer hello within " + seconds(limits_.hello));
  if (welcomed != Waited::complete) co_return false;

  welcomed_at_ = last_heard_ = net::Clock::now();
  tasks_.spawn(watch_silence());
  co_return true;
}

asio::awaitable<bool> AgentConnection::ask_kind(
    wire::Message question, MessageKind kind, LinkLimits::Duration limit
) {
  const std::string asked(wire::type_name(question));
  send(question);
  question = wire::Keepalive();  // a plan is large, and a thousand wait at a time
  const Waited waited = co_await wait_for(kind, limit);
  if (waited == Waited::late) fail("did not answer '" + asked + "' within " + seconds(limit));
  if (waited == Waited::given_up && !failed_) late_.set(static_cast<std::size_t>(kind));
  co_return waited == Waited::complete;
}

asio::awaitable<AgentConnection::Waited> AgentConnection::wait_for(
    MessageKind kind, LinkLimits::Duration limit
) {
  expected_ = kind;
  interrupted_ = false;
  hurried_ = false;
  answer_deadline_ = net::Clock::now() + limit;
  auto waited = Waited::complete;
  bool looked_again = false;
  while (expected_ != MessageKind::none) {
    if (failed_ || closing_ || interrupted_) {
      waited = Waited::given_up;
      break;
    }
    if (net::Clock::now() >= answer_deadline_) {
      if (looked_again) {
        waited = hurried_ ? Waited::given_up : Waited::late;
        break;
      }
      // If it was us who slept (a stopped process, a busy machine), the answer may wait unread.
      looked_again = true;
      answer_deadline_ = net::Clock::now() + std::min(limit / 8, last_look);
    }
    answer_timer_.expires_at(answer_deadline_);
    co_await answer_timer_.async_wait(net::as_result);
  }
  expected_ = MessageKind::none;
  take_ = nullptr;
  co_return failed_ ? Waited::given_up : waited;
}

void AgentConnection::interrupt() {
  interrupted_ = true;
  answer_timer_.cancel();
}

void AgentConnection::hurry(LinkLimits::Duration limit) {
  const net::TimePoint at = net::Clock::now() + limit;
  if (at >= answer_deadline_) return;
  hurried_ = true;
  answer_deadline_ = at;
  answer_timer_.cancel();
}

void AgentConnection::send(const wire::Message& message) {
  if (failed_ || closing_) return;
  if (!writer_.send(message)) fail("was given more than fits the pipe, or does not read it");
}

// False: the stream ended, or broke. The buffer is on the stack: a thousand agents would wait with
// one each.
bool AgentConnection::read_what_is_there() {
  std::array<std::byte, 65'536> buffer;
  ErrorCode error;
  const std::size_t bytes = child_->output().read_some(asio::buffer(buffer), error);
  if (error == asio::error::would_block || error == asio::error::try_again) return true;
  if (error) return false;
  take_bytes(std::span(buffer).first(bytes));
  return true;
}

asio::awaitable<void> AgentConnection::read_output() {
  while (!closing_) {
    const auto [broken] = co_await child_->output().async_wait(
        asio::posix::descriptor_base::wait_read, net::as_result
    );
    if (closing_) break;
    if (broken || !read_what_is_there()) {
      co_await tell_end();
      break;
    }
  }
}

void AgentConnection::take_greeting(std::span<const std::byte>& bytes) {
  const auto taken = greeting_.feed(bytes);
  if (!taken) {
    const std::string version = foreign_version(told(greeting_.banner()));
    if (version.empty()) return fail(without_greeting() + " within its first 64 KiB");
    return fail(speaks_other(version, std::to_string(wire::protocol_version)));
  }
  bytes = bytes.subspan(*taken);
  if (!greeting_.found()) return;
  expected_ = MessageKind::none;
  answer_timer_.cancel();
}

void AgentConnection::take_bytes(std::span<const std::byte> bytes) {
  if (delivery_ && !delivery_->started()) take_delivery(bytes);
  if (failed_ || (delivery_ && !delivery_->started())) return;
  if (!greeting_.found()) take_greeting(bytes);
  if (failed_ || !greeting_.found()) return;
  decoder_.feed(bytes);
  while (!failed_) {
    const auto body = decoder_.next();
    if (!body) return fail_as_nonsense(body.error().message());
    if (!*body) return;
    auto message = wire::decode_message_of_agent(**body);
    if (!message) return fail_as_nonsense(message.error().message());
    take_message(std::move(*message));
  }
}

void AgentConnection::take_message(wire::Message message) {
  last_heard_ = net::Clock::now();
  const std::size_t kind = message.index();
  if (const auto* gave_up = std::get_if<wire::Failed>(&message))
    return fail("gave up: " + excerpt(told(gave_up->message)));
  if (std::holds_alternative<wire::Keepalive>(message)) return take_keepalive();
  if (MessageKind{kind} != expected_) {
    if (late_.test(kind)) return;
    return fail(
        "sent '" + std::string(wire::type_name(message)) +
        "' at the wrong time; install the same version of oakprobe on both"
    );
  }
  Taken taken = take_(std::move(message));
  if (!taken.wrong.empty()) return fail(std::move(taken.wrong));
  if (!taken.complete) return;
  if (kind == static_cast<std::size_t>(kind_of<wire::Welcome>))
    decoder_.set_body_bytes_max(wire::frame_body_bytes_max);
  expected_ = MessageKind::none;
  answer_timer_.cancel();
}

void AgentConnection::take_keepalive() {
  const bool greeted = welcomed_at_ != net::TimePoint();
  const auto since_hello = greeted ? last_heard_ - welcomed_at_ : net::Clock::duration();
  if (keepalives_.take(std::chrono::floor<std::chrono::seconds>(since_hello))) return;
  fail("floods the coordinator with keepalives; is its command oakprobe-agent?");
}

void AgentConnection::fail_as_nonsense(const std::string& what) {
  fail(
      "spoke nonsense: " + what +
      "; nothing but the agent may write to its standard output, and both must be of the same "
      "version of oakprobe"
  );
}

asio::awaitable<void> AgentConnection::watch_silence() {
  net::TimePoint next_keepalive = welcomed_at_ + limits_.keepalive;
  while (!closing_) {
    const net::TimePoint wake_at = std::min(next_keepalive, last_heard_ + limits_.silence);
    silence_timer_.expires_at(wake_at);
    co_await silence_timer_.async_wait(net::as_result);
    if (closing_) break;
    const net::TimePoint now = net::Clock::now();
    // If it was us who slept (a stopped process, a busy machine), its frames wait unread.
    if (now - wake_at > limits_.silence / 8) last_heard_ = now;
    if (now >= last_heard_ + limits_.silence) fail("fell silent for " + seconds(limits_.silence));
    if (now < next_keepalive) continue;
    next_keepalive = now + limits_.keepalive;
    if (writer_.idle()) send(wire::Keepalive());  // what waits to be read says as much
  }
}

std::string AgentConnection::told(std::string_view words) const {
  return quotable(sudo_password_.get(), words);
}

std::string AgentConnection::without_greeting() const {
  if (greeting_.banner().empty()) return "said nothing";
  return "printed " + in_quotes(told(greeting_.banner()), Keep::end) +
         ", and not the agent's greeting,";
}

}  // namespace oakprobe::fleet
