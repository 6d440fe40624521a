#include "coordinator/alerts/alert_json.hpp"
#include "coordinator/notify/dispatcher.hpp"
#include "coordinator/notify/resend.hpp"

#include <utility>

// What becomes of each receiver's messages, on the dispatcher's thread.
namespace oakprobe::notify {
namespace {

// Of one receiver, between two looks at what else is due.
constexpr std::size_t messages_at_once = 16;

}  // namespace

void Dispatcher::set_asleep(Line& line, bool asleep) {
  if (line.asleep == asleep) return;
  line.asleep = asleep;
  const std::scoped_lock lock(mutex_);
  awake_ = asleep ? awake_ - 1 : awake_ + 1;
  asleep_.notify_all();
}

void Dispatcher::count_waiting() {
  const auto count = history::count_waiting(database_, settings_.deployment);
  if (is_fine(count)) waiting_ = *count;
}

asio::awaitable<void> Dispatcher::serve(Line& line) {
  while (!stopping_) {
    line.woken = false;
    bool more = true;
    while (more) more = co_await deliver_due(line);
    if (line.receiver.kind == ReceiverKind::alertmanager && now_ms() >= line.resend_at)
      co_await resend(line);
    if (stopping_ || line.woken) continue;
    set_asleep(line, true);
    line.wake.expires_after(pending() > 0 ? settings_.pace.look : settings_.pace.resend);
    co_await line.wake.async_wait(net::as_result);
    set_asleep(line, false);
  }
}

asio::awaitable<bool> Dispatcher::deliver_due(Line& line) {
  if (now_ms() < line.not_before) co_return false;
  const auto waiting = history::first_waiting(
      database_, settings_.deployment, line.receiver.key, now_ms(), messages_at_once
  );
  if (!is_fine(waiting)) co_return false;
  for (const history::Waiting& message : *waiting) {
    co_await deliver(line, message);
    if (stopping_ || history_fails_ || now_ms() < line.not_before) co_return false;
  }
  co_return !waiting->empty();
}

asio::awaitable<void> Dispatcher::deliver(Line& line, history::Waiting message) {
  if (line.done.contains(message.delivery)) {
    forget(line, message);
    co_return;
  }
  const auto alert = alerts::parse_record(message.body);
  const bool too_old = now_ms() - message.queued > settings_.pace.give_up.count();
  if (!alert || too_old) {
    settings_.tell(
        "the alert message " + message.delivery + " to " + line.receiver.name + " is given up: " +
        (alert ? "it could not be delivered for too long" : "the history has it damaged")
    );
    forget(line, message);
    co_return;
  }
  const Sent sent =
      co_await send(line.receiver, *alert, settings_.page, settings_.pace, now_ms() / 1'000);
  if (stopping_) co_return;
  note_outcome(line, sent);
  if (sent.delivered) {
    line.quieted.erase(message.alert);
    forget(line, message);
  } else {
    const auto pause = settings_.pace.pause(message.tries);
    note_written(line, history::postpone(database_, message.number, now_ms() + pause.count()));
  }
}

void Dispatcher::forget(Line& line, const history::Waiting& message) {
  const auto forgotten = history::forget_waiting(database_, message.number);
  line.done.erase(message.delivery);
  if (!forgotten) line.done.insert(message.delivery);
  note_written(line, forgotten);
}

void Dispatcher::note_written(Line& line, const history::OrTrouble<void>& written) {
  count_waiting();
  if (written) {
    line.history_failures = 0;
    return;
  }
  // Reading may go on well, so is_fine() would tell it each time.
  if (line.history_failures == 0)
    settings_.tell("alerts to " + line.receiver.name + " wait: " + written.error().message);
  line.not_before = now_ms() + settings_.pace.pause(line.history_failures).count();
  ++line.history_failures;
}

void Dispatcher::note_outcome(Line& line, const Sent& sent) {
  if (sent.delivered) {
    if (line.failures > 0) settings_.tell(line.receiver.name + " takes alerts again");
    line.failures = 0;
    return;
  }
  if (line.failures == 0)
    settings_.tell(line.receiver.name + " does not take alerts, which wait: " + sent.trouble);
  if (!sent.reached) line.not_before = now_ms() + settings_.pace.pause(line.failures).count();
  ++line.failures;
}

asio::awaitable<void> Dispatcher::resend(Line& line) {
  line.resend_at = now_ms() + settings_.pace.resend.count();
  const std::vector<Resent> requests = what_to_resend(alive_, line.quieted);
  for (const Resent& request : requests) {
    std::vector<alerts::Alert> alerts = request.alerts;
    Pace pace = settings_.pace;
    if (request.muted) pace.hold = {};
    const Sent sent = co_await send_firing(
        line.receiver, std::move(alerts), settings_.page, pace, now_ms() / 1'000
    );
    if (stopping_ || !sent.delivered) co_return;  // what waits for it tells that it is away
    if (!request.muted) continue;
    for (const alerts::Alert& alert : request.alerts) line.quieted.insert(alert.id);
  }
}

}  // namespace oakprobe::notify
