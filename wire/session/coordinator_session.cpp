#include "wire/session/coordinator_session.hpp"

#include "base/printable.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::wire {
namespace {

// More keepalives than this are a flood: ten times what is agreed, and some for a stalled pipe.
constexpr std::size_t keepalives_free = 100;
constexpr std::size_t keepalives_per_second_max = 2;

// Beyond a deadline, for what waits unread; a shorter limit has an eighth of it.
constexpr Duration grace_of_answers{250};

Patience patience_of(Time now, Duration limit) {
  return {now, limit, std::min(limit / 8, grace_of_answers)};
}

std::string speaks_other(const std::string& its, const std::string& ours) {
  return "speaks protocol " + its + ", this is " + ours + "; install the same version";
}

// The 2 of a greeting "OAKPROBE/2" among what came instead of ours; empty: none came.
std::string foreign_version(std::string_view banner) {
  const std::string_view mark = greeting.substr(0, greeting.find('/') + 1);
  for (std::size_t at = banner.find(mark); at != std::string_view::npos;
       at = banner.find(mark, at + 1)) {
    const auto end = banner.find('\n', at);
    if (at > 0 && banner[at - 1] != '\n') continue;
    return printable(banner.substr(at, end - at).substr(mark.size(), 20));
  }
  return "";
}

}  // namespace

CoordinatorSession::CoordinatorSession(const SessionLimits& limits, Quotable quotable)
    : limits_(limits),
      quotable_(std::move(quotable)),
      keepalives_(keepalives_free, keepalives_per_second_max) {}

void CoordinatorSession::begin(Hello hello, Time now, Duration limit) {
  hello_ = std::move(hello);
  patience_ = patience_of(now, limit);
  waiting_ = Waiting::for_greeting;
  if (greeted()) say_hello(now);
}

void CoordinatorSession::say_hello(Time now) {
  send(*std::exchange(hello_, std::nullopt));
  // One that has greeted is there; it may be us who came to read it late.
  const auto left = std::chrono::ceil<Duration>(patience_.deadline() - now);
  patience_ = patience_of(now, std::clamp(left, limits_.hello / 8, limits_.hello));
  waiting_ = Waiting::for_welcome;
}

void CoordinatorSession::receive(std::span<const std::byte> bytes, Time now) {
  if (ended_) return;
  if (!greeted()) {
    take_greeting(bytes);
    if (ended_ || !greeted()) return;
    if (hello_) say_hello(now);
  }
  decoder_.feed(bytes);
}

void CoordinatorSession::take_greeting(std::span<const std::byte>& bytes) {
  const auto taken = greeting_.feed(bytes);
  if (taken) {
    bytes = bytes.subspan(*taken);
    return;
  }
  const std::string version = foreign_version(quotable_(greeting_.banner()));
  if (version.empty()) return fail(without_greeting() + " within its first 64 KiB");
  fail(speaks_other(version, std::to_string(protocol_version)));
}

std::optional<Message> CoordinatorSession::next(Time now) {
  while (!ended_ && greeted()) {
    const auto body = decoder_.next();
    if (!body) {
      fail_as_nonsense(body.error().message());
      break;
    }
    if (!*body) break;
    auto message = decode_message_of_agent(**body);
    if (!message) {
      fail_as_nonsense(message.error().message());
      break;
    }
    last_heard_ = now;
    const std::size_t kind = message->index();
    if (const auto* gave_up = std::get_if<Failed>(&*message)) {
      fail("gave up: " + excerpt(quotable_(gave_up->message)));
    } else if (std::holds_alternative<Keepalive>(*message)) {
      take_keepalive(now);
    } else if (is_expected(kind)) {
      if (waiting_ == Waiting::for_answer) return std::move(*message);
      take_welcome(std::get<Welcome>(std::move(*message)), now);
    } else if (!late_.test(kind)) {
      fail(
          "sent '" + std::string(type_name(*message)) +
          "' at the wrong time; install the same version of oakprobe on both"
      );
    }
  }
  return std::nullopt;
}

bool CoordinatorSession::is_expected(std::size_t kind) const {
  if (waiting_ == Waiting::for_welcome) return MessageKind{kind} == kind_of<Welcome>;
  return waiting_ == Waiting::for_answer && MessageKind{kind} == expected_;
}

void CoordinatorSession::take_welcome(Welcome welcome, Time now) {
  welcome_ = std::move(welcome);
  if (welcome_.version != protocol_version)
    return fail(speaks_other(
        std::to_string(welcome_.version) + " (oakprobe " + excerpt(quotable_(welcome_.oakprobe)) +
            ")",
        std::to_string(protocol_version) + " (oakprobe " OAKPROBE_VERSION ")"
    ));
  decoder_.set_body_bytes_max(frame_body_bytes_max);
  waiting_ = Waiting::nothing;
  up_at_ = now;
  next_keepalive_ = now + limits_.keepalive;
}

void CoordinatorSession::take_keepalive(Time now) {
  const Time since_hello = up_at_ ? now - *up_at_ : Time();
  if (keepalives_.take(std::chrono::floor<std::chrono::seconds>(since_hello))) return;
  fail("floods the coordinator with keepalives; is its command oakprobe-agent?");
}

void CoordinatorSession::ask(
    const Message& question, MessageKind answer, Duration limit, Time now
) {
  if (ended_) return;
  asked_ = type_name(question);
  expected_ = answer;
  limit_ = limit;
  hurried_ = false;
  patience_ = patience_of(now, limit);
  waiting_ = Waiting::for_answer;
  send(question);
}

void CoordinatorSession::complete() {
  // Answers come in order: behind this one is none that was asked for before.
  if (expected_ == kind_of<Disarmed>) late_.reset();
  waiting_ = Waiting::nothing;
}

void CoordinatorSession::give_up() {
  if (waiting_ == Waiting::for_answer) late_.set(static_cast<std::size_t>(expected_));
  waiting_ = Waiting::nothing;
}

void CoordinatorSession::interrupt() { give_up(); }

void CoordinatorSession::hurry(Duration limit, Time now) {
  const Time at = now + limit;
  if (!is_waiting() || at >= patience_.deadline()) return;
  hurried_ = true;
  patience_.set_deadline(at);
}

void CoordinatorSession::say_bye() {
  send(Bye());
  end();
}

void CoordinatorSession::end() {
  ended_ = true;
  waiting_ = Waiting::nothing;
}

void CoordinatorSession::send(const Message& message) {
  if (ended_) return;
  const std::vector<std::byte> body = encode_message(message);
  if (body.size() > frame_body_bytes_max)
    return fail("was given more than fits the pipe, or does not read it");
  output_.reserve(output_.size() + frame_header_bytes + body.size());
  append_frame(output_, body);
}

std::vector<std::byte> CoordinatorSession::take_output() { return std::exchange(output_, {}); }

void CoordinatorSession::wake(Time now, bool unwritten) {
  if (ended_) return;
  if (is_waiting() && patience_.is_over(now)) {
    if (hurried_)
      give_up();
    else
      return fail_as_late();
  }
  if (is_up()) watch_silence(now, unwritten);
}

void CoordinatorSession::fail_as_late() {
  greeting_late_ = waiting_ == Waiting::for_greeting;
  if (greeting_late_) return fail(without_greeting() + " within " + seconds(limits_.hello));
  if (waiting_ == Waiting::for_welcome)
    return fail("sent its greeting, but did not answer hello within " + seconds(limits_.hello));
  fail("did not answer '" + asked_ + "' within " + seconds(limit_));
}

Time CoordinatorSession::silence_due() const {
  return std::min(next_keepalive_, last_heard_ + limits_.silence);
}

void CoordinatorSession::watch_silence(Time now, bool unwritten) {
  const Time due = silence_due();
  if (now < due) return;
  // If it was us who slept (a stopped process, a busy machine), its frames wait unread.
  if (now - due > limits_.silence / 8) last_heard_ = now;
  if (now >= last_heard_ + limits_.silence)
    return fail("fell silent for " + seconds(limits_.silence));
  if (now < next_keepalive_) return;
  next_keepalive_ = now + limits_.keepalive;
  if (!unwritten) send(Keepalive());  // what waits to be read says as much
}

Time CoordinatorSession::deadline() const {
  if (ended_) return no_deadline;
  const Time answer = is_waiting() ? patience_.deadline() : no_deadline;
  return is_up() ? std::min(answer, silence_due()) : answer;
}

std::string CoordinatorSession::without_greeting() const {
  if (banner().empty()) return "said nothing";
  return "printed " + in_quotes(quotable_(banner()), Keep::end) + ", and not the agent's greeting,";
}

void CoordinatorSession::fail(std::string why) {
  if (ended_) return;
  wrong_ = std::move(why);
  end();
}

void CoordinatorSession::fail_as_nonsense(const std::string& what) {
  fail(
      "spoke nonsense: " + what +
      "; nothing but the agent may write to its standard output, and both must be of the same "
      "version of oakprobe"
  );
}

}  // namespace oakprobe::wire
