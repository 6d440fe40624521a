#include "coordinator/notify/dispatcher.hpp"

#include "coordinator/alerts/alert_json.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <csignal>
#include <utility>

namespace oakprobe::notify {
namespace {

using alerts::Alert;
using alerts::AlertChange;
using history::OrTrouble;
using history::Waiting;

// So long a run waits for a history that takes its alerts late, or not at all.
constexpr std::chrono::seconds written_within{2};
// Changes that wait for a history that can't be written.
constexpr std::size_t unwritten_max = 10'000;

}  // namespace

OrTrouble<std::unique_ptr<Dispatcher>> Dispatcher::start(
    history::Database database, DispatcherSettings settings
) {
  const auto records = history::load_alerts(database, settings.deployment);
  if (!records) return records.error();
  std::vector<std::string> keys;
  for (const Receiver& receiver : settings.receivers) keys.push_back(receiver.key);
  const auto forgotten = history::keep_receivers(database, settings.deployment, keys);
  if (!forgotten) return forgotten.error();
  return std::unique_ptr<Dispatcher>(
      new Dispatcher(std::move(database), std::move(settings), alerts::parse_records(*records))
  );
}

Dispatcher::Dispatcher(
    history::Database database, DispatcherSettings settings, std::vector<Alert> alive
)
    : book_(alive), database_(std::move(database)), settings_(std::move(settings)), retry_(io_) {
  for (Alert& alert : alive) alive_.emplace(alert.id, std::move(alert));
  for (Receiver& receiver : settings_.receivers)
    lines_.push_back(std::make_unique<Line>(io_, std::move(receiver)));
  awake_ = lines_.size();
  count_waiting();  // before anybody can ask
  thread_ = std::thread([this] { run(); });
}

Dispatcher::~Dispatcher() {
  asio::post(io_, [this] { stop(); });
  thread_.join();
}

std::vector<AlertChange> Dispatcher::take(const alerts::BelievedRun& run) {
  auto changes = book_.update(run);
  if (changes.empty()) return changes;
  unwritten_ += changes.size();
  asio::post(io_, [this, changes]() mutable { note(std::move(changes)); });
  // Who is killed once the run was told has its alerts in the history.
  std::unique_lock lock(mutex_);
  asleep_.wait_for(lock, written_within, [this] { return unwritten_ == 0; });
  return changes;
}

void Dispatcher::hold(std::chrono::milliseconds time) {
  ++unwritten_;  // so that flush() waits for it
  asio::post(io_, [this, time] {
    settings_.pace.hold = time;
    for (const auto& line : lines_) line->resend_at = 0;
    wake_all();
    --unwritten_;
  });
}

void Dispatcher::flush(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  asleep_.wait_for(lock, most, [this] { return unwritten_ == 0 && awake_ == 0; });
}

void Dispatcher::run() {
  // Signals are for the thread that waits for them.
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  for (const auto& line : lines_) {
    cancels_.push_back(std::make_unique<asio::cancellation_signal>());
    auto ended = [this, &line](const std::exception_ptr& failure) {
      if (failure && !stopping_) settings_.tell("no more alerts go to " + line->receiver.name);
    };
    asio::co_spawn(
        io_, serve(*line), asio::bind_cancellation_slot(cancels_.back()->slot(), std::move(ended))
    );
  }
  const auto work = asio::make_work_guard(io_);
  while (!stopping_) io_.run_one();
  io_.run_for(std::chrono::seconds(2));
}

void Dispatcher::stop() {
  if (!to_write_.empty()) write_down();
  stopping_ = true;
  retry_.cancel();
  for (const auto& cancel : cancels_) cancel->emit(asio::cancellation_type::terminal);
  wake_all();
}

void Dispatcher::note(std::vector<AlertChange> changes) {
  for (AlertChange& change : changes) {
    if (change.alert.firing)
      alive_.insert_or_assign(change.alert.id, change.alert);
    else
      alive_.erase(change.alert.id);
    to_write_.push_back(std::move(change));
  }
  if (to_write_.size() > unwritten_max) {
    const std::size_t over = to_write_.size() - unwritten_max;
    to_write_.erase(to_write_.begin(), to_write_.begin() + static_cast<std::ptrdiff_t>(over));
    unwritten_ -= over;
    settings_.tell(std::to_string(over) + " changes of alerts are lost: the history takes none");
  }
  write_down();
}

void Dispatcher::write_down() {
  std::vector<history::KeptAlert> kept;
  std::vector<Waiting> messages;
  for (const AlertChange& change : to_write_) {
    std::string record = alerts::record_of(change.alert);
    for (const auto& line : lines_) {
      if (!change.is_message) break;
      Waiting message;
      message.receiver = line->receiver.key;
      message.alert = change.alert.id;
      message.delivery = alerts::delivery_of(change.alert);
      message.body = record;
      message.queued = message.due = now_ms();
      messages.push_back(std::move(message));
    }
    kept.push_back({change.alert.id, change.alert.firing ? std::move(record) : ""});
  }
  const auto dropped = history::store_alerts(database_, settings_.deployment, kept, messages);
  if (is_fine(dropped)) {
    const std::size_t written = to_write_.size();
    to_write_.clear();
    if (*dropped > 0)
      settings_.tell(
          std::to_string(*dropped) + " alert messages are given up: more than " +
          std::to_string(history::waiting_max) + " wait to be delivered"
      );
    count_waiting();
    wake_all();
    const std::scoped_lock lock(mutex_);
    unwritten_ -= written;  // when whoever waits for them sees the lines awake
    asleep_.notify_all();
    return;
  }
  retry_.expires_after(settings_.pace.first_pause);
  retry_.async_wait([this](ErrorCode cancelled) {
    if (!cancelled && !to_write_.empty()) write_down();
  });
}

void Dispatcher::wake_all() {
  for (const auto& line : lines_) {
    set_asleep(*line, false);
    line->woken = true;
    line->wake.cancel();
  }
}

std::int64_t Dispatcher::now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace oakprobe::notify
