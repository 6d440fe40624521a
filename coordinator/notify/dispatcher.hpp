#pragma once

#include "coordinator/alerts/alert_book.hpp"
#include "coordinator/history/alert_store.hpp"
#include "coordinator/notify/receiver.hpp"
#include "coordinator/notify/send.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace oakprobe::notify {

struct DispatcherSettings {
  std::string deployment;  // whose alerts they are; UTF-8
  std::vector<Receiver> receivers;
  std::string page;  // where more is shown; empty: nowhere
  Pace pace;
  // A line for a person: a receiver that can't be reached, and is again; what is given up; a
  // history that can't be written. Called on the dispatcher's thread.
  std::function<void(const std::string&)> tell;
};

// Makes alerts of what an audit believes, keeps them in the history, and has the receivers told,
// each alert's messages in their order and at least once, by a thread of its own: no receiver and
// no database keeps the audit waiting.
class Dispatcher {
 public:
  // Takes up the alerts and messages that an earlier process left in the history. The database is a
  // connection of its own.
  [[nodiscard]] static history::OrTrouble<std::unique_ptr<Dispatcher>> start(
      history::Database database, DispatcherSettings settings
  );
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;
  // What is being sent is broken off. What was not delivered waits in the history.
  ~Dispatcher();

  // A run is over. Returns what it changed, when that is in the history, or 2 s later where that
  // takes none; the rest happens later. Of one thread.
  std::vector<alerts::AlertChange> take(const alerts::BelievedRun& run);
  // From now on Alertmanager is to hold for so long what fires, which it is told at once. Of the
  // same thread.
  void hold(std::chrono::milliseconds time);
  // Waits until each message that is due was tried once, at most so long. Of the same thread.
  void flush(std::chrono::milliseconds most);
  [[nodiscard]] const alerts::AlertBook& book() const { return book_; }

  // Messages that wait to be written down or delivered. Of any thread.
  [[nodiscard]] std::size_t pending() const { return unwritten_ + waiting_; }

 private:
  // One receiver, and how it goes there.
  struct Line {
    Line(asio::io_context& io, Receiver one) : receiver(std::move(one)), wake(io) {}

    Receiver receiver;
    asio::steady_timer wake;
    std::int64_t failures = 0;          // in a row
    std::int64_t not_before = 0;        // is it tried again, in milliseconds since 1970
    std::int64_t resend_at = 0;         // so
    std::set<std::string> quieted;      // alerts that are muted, and that it was told are over
    std::set<std::string> done;         // deliveries that the history could not forget yet
    std::int64_t history_failures = 0;  // in a row, to note what became of a message
    bool asleep = false;
    bool woken = false;  // since it looked last
  };

  Dispatcher(
      history::Database database, DispatcherSettings settings, std::vector<alerts::Alert> alive
  );

  void run();
  void note(std::vector<alerts::AlertChange> changes);
  void write_down();
  void wake_all();
  void stop();
  [[nodiscard]] asio::awaitable<void> serve(Line& line);
  // Returns whether more may be due.
  [[nodiscard]] asio::awaitable<bool> deliver_due(Line& line);
  [[nodiscard]] asio::awaitable<void> deliver(Line& line, history::Waiting message);
  [[nodiscard]] asio::awaitable<void> resend(Line& line);
  // What became of a message. Where the history takes it not, the line pauses.
  void forget(Line& line, const history::Waiting& message);
  void note_written(Line& line, const history::OrTrouble<void>& written);
  void set_asleep(Line& line, bool asleep);
  void note_outcome(Line& line, const Sent& sent);
  void count_waiting();
  // Tells a trouble with the history once, until it goes.
  template <class T>
  bool is_fine(const history::OrTrouble<T>& done) {
    if (!done && !history_fails_) settings_.tell("alerts wait: " + done.error().message);
    history_fails_ = !done;
    return !history_fails_;
  }
  [[nodiscard]] static std::int64_t now_ms();  // since 1970

  alerts::AlertBook book_;  // the owner's; all else is the thread's
  std::atomic<std::size_t> unwritten_{0};
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::size_t> awake_{0};  // lines
  std::mutex mutex_;
  std::condition_variable asleep_;  // a line fell asleep, or all is written

  history::Database database_;
  DispatcherSettings settings_;
  std::map<std::string, alerts::Alert> alive_;
  std::vector<alerts::AlertChange> to_write_;
  bool history_fails_ = false;
  bool stopping_ = false;

  // Of each line's task. They outlive the tasks, which end with io_ at the latest.
  std::vector<std::unique_ptr<asio::cancellation_signal>> cancels_;
  asio::io_context io_{1};
  asio::steady_timer retry_;  // to write down
  std::vector<std::unique_ptr<Line>> lines_;
  std::thread thread_;
};

}  // namespace oakprobe::notify
