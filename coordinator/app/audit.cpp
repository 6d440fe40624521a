#include "coordinator/app/audit.hpp"

#include "coordinator/app/prepare_check.hpp"
#include "plans/path_plan.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <ctime>
#include <exception>
#include <iterator>
#include <random>
#include <utility>

namespace oakprobe::app {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::string_view watch_key = "watch";
// A server that takes connections and is stopped answers neither soon nor ever.
constexpr std::chrono::minutes told_slow_after{1};
// A timer stands still while the machine sleeps: so often the clock is asked.
constexpr milliseconds clock_asked_every{2'000};

// Of the clock that goes on meanwhile.
milliseconds time_since_boot() {
  std::timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + milliseconds(now.tv_nsec / 1'000'000);
}

}  // namespace

Audit::Audit(
    Engine& engine,
    WatchedInventory& inventory,
    AuditRequest request,
    RunSink& sink,
    AuditObserver& observer
)
    : inventory_(inventory),
      request_(std::move(request)),
      sink_(sink),
      observer_(observer),
      checks_(engine, observer),
      watch_(audit::ConfirmationRules()) {
  schedule_.first = time_since_boot();
  schedule_.seed = std::random_device()();
  follow_settings();
}

OrFailure<void> Audit::run() {
  const auto ended = checks_.run(make_runs());
  if (!ended) {
    observer_.run_failed(ended.error());
    return ended;
  }
  if (request_.once && failure_) return *failure_;
  return {};
}

void Audit::stop() { checks_.interrupt(); }

asio::awaitable<void> Audit::make_runs() {
  co_await recall_watch();
  while (!checks_.is_interrupted()) {
    bool may = co_await may_run();
    if (!may && request_.once) may = co_await wait_for_other();
    if (may) co_await make_run();
    if (request_.once) {
      std::function<OrFailure<void>()> finish = [this]() -> OrFailure<void> {
        sink_.finish();
        return {};
      };
      static_cast<void>(co_await aside(std::move(finish)));
      break;
    }
    co_await wait_for_next();
    if (!checks_.is_interrupted()) read_inventory();
  }
  observer_.over();
}

asio::awaitable<void> Audit::make_run() {
  failure_.reset();
  std::optional<std::vector<PathId>> all;
  auto checked = co_await check(std::move(all));
  if (!checked) {
    fail_run(checked.error());
    sink_.take_failure();
    co_return;
  }
  std::vector<audit::PathChange> changes;
  std::size_t looks = 0;
  if (!checked->interrupted) {
    changes = watch_.note(*checked, std::time(nullptr));
    looks = co_await look_again(*checked, changes);
    AuditedRun over{*checked, changes, watch_, looks, std::nullopt};
    if (rotation_key_) over.rotation = history::State{*rotation_key_, rotation_};
    std::function<OrFailure<void>()> take = [this, &over] { return sink_.take(over); };
    const auto kept = co_await aside(std::move(take));
    if (!kept) fail_run(kept.error());
    co_await remember_watch();
  }
  const AuditedRun over{*checked, changes, watch_, looks, std::nullopt};
  observer_.run_over(over);
}

Audit::Checks Audit::check(std::optional<std::vector<PathId>> only) {
  inventory::PathSelection selection = inventory_.selection();
  CheckRequest request = request_.check;
  std::optional<plans::PlanKind>& plan = request.plan.kind;
  if (only) {
    selection.only = std::move(only);
    plan = plans::PlanKind::full;
  } else {
    const auto usual = plans::default_kind(inventory_.inventory(), selection);
    if (!plan && usual != plans::PlanKind::full) {
      plan = plans::PlanKind::rotate;
      request.plan.slots = audit_slots;
    }
    rotation_key_.reset();
    if (plan == plans::PlanKind::rotate && !request.plan.state) {
      co_await recall_rotation();
      request.plan.kept = &rotation_;
    }
  }
  auto prepared = prepare_check(inventory_.inventory(), std::move(selection), std::move(request));
  if (!prepared) co_return prepared.error();
  auto checked = co_await checks_.perform(std::move(*prepared));
  co_return checked;
}

asio::awaitable<std::size_t> Audit::look_again(
    const diagnosis::FinishedCheck& first, std::vector<audit::PathChange>& changes
) {
  std::vector<PathId> doubtful = watch_.in_doubt(first, looked_at_again_max);
  for (std::size_t looks = 0; looks < looks_max; ++looks) {
    if (doubtful.empty() || checks_.is_interrupted()) co_return looks;
    std::optional<std::vector<PathId>> only(std::move(doubtful));
    const auto seen = co_await check(std::move(only));
    if (!seen) tell_failure(seen.error());
    if (!seen || seen->interrupted) co_return looks;
    std::ranges::move(watch_.note(*seen, std::time(nullptr)), std::back_inserter(changes));
    doubtful = watch_.in_doubt(*seen, looked_at_again_max);
  }
  co_return looks_max;
}

asio::awaitable<void> Audit::wait_for_next() {
  const milliseconds due = schedule_.next(time_since_boot());
  while (!checks_.is_interrupted()) {
    const milliseconds left = due - time_since_boot();
    if (left <= milliseconds::zero()) co_return;
    co_await checks_.pause(std::min(left, clock_asked_every));
    const bool stood_by = standing_by_;
    const bool may = co_await may_run();
    if (may && stood_by) co_return;  // it takes over
  }
}

asio::awaitable<bool> Audit::may_run() {
  std::function<OrFailure<bool>()> ask = [this] { return sink_.may_run(); };
  const auto may = co_await aside(std::move(ask));
  if (!may) {
    // Whoever ran goes on, whoever stood by still does.
    if (lease_trouble_ != may.error().messages) tell_failure(may.error());
    lease_trouble_ = may.error().messages;
    co_return !standing_by_;
  }
  lease_trouble_.clear();
  const bool stood_by = standing_by_;
  standing_by_ = !*may;
  if (standing_by_ && !stood_by) observer_.stands_by();
  if (stood_by && !standing_by_) co_await recall_watch();  // as the other one left it
  co_return !standing_by_;
}

asio::awaitable<bool> Audit::wait_for_other() {
  const milliseconds until = time_since_boot() + once_waits;
  while (!checks_.is_interrupted() && time_since_boot() < until) {
    co_await checks_.pause(clock_asked_every);
    const bool may = co_await may_run();
    if (may) co_return true;
  }
  if (!checks_.is_interrupted())
    tell_failure(oakprobe_failed("another audit runs over the same history; nothing was checked"));
  co_return false;
}

template <class T>
asio::awaitable<OrFailure<T>> Audit::aside(std::function<OrFailure<T>()> work) {
  const auto here = co_await asio::this_coro::executor;
  OrFailure<T> result = oakprobe_failed("");
  asio::steady_timer done(here, told_slow_after);
  bool ended = false;
  asio::post(other_thread_, [&work, &result, &done, &ended, here] {
    try {
      result = work();
    } catch (const std::exception& thrown) {
      result = oakprobe_failed(thrown.what());
    }
    asio::post(here, [&done, &ended] {
      ended = true;
      done.cancel();
    });
  });
  boost::system::error_code cancelled;
  co_await done.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  if (!ended) {
    observer_.warn("the history has not answered for a minute; it is waited for");
    done.expires_at(asio::steady_timer::time_point::max());
    co_await done.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  co_return std::move(result);
}

void Audit::read_inventory() {
  const auto changed = inventory_.read();
  if (!changed) return tell_failure(changed.error());
  if (!*changed) return;
  watch_.keep_paths_of(inventory_.inventory());
  follow_settings();
  observer_.inventory_changed(inventory_.inventory());
}

void Audit::follow_settings() {
  const inventory::AuditSettings& own = inventory_.inventory().audit;
  audit::ConfirmationRules rules;
  const auto confirm = request_.confirm ? request_.confirm : own.confirm;
  if (confirm) {
    rules.held = confirm->held;
    rules.runs = confirm->runs;
  }
  rules.flap_limit = request_.flap_limit.value_or(own.flap_limit.value_or(rules.flap_limit));
  watch_.follow(rules);
  schedule_.every = request_.every.value_or(own.every.value_or(audit_every_default));
  sink_.follow(inventory_.inventory());
}

asio::awaitable<void> Audit::recall_watch() {
  std::function<OrFailure<std::optional<std::string>>()> recall = [this] {
    return sink_.recall(watch_key);
  };
  const auto text = co_await aside(std::move(recall));
  if (!text) tell_failure(text.error());
  if (!text || !*text) co_return;
  auto paths = audit::parse_watched_paths(**text);
  if (!paths) {
    observer_.warn("what was kept of the last runs can't be read; changes are seen anew");
    co_return;
  }
  watch_.remember(std::move(*paths));
  watch_.keep_paths_of(inventory_.inventory());
}

// Before each run: what another audit tried meanwhile is not tried again, and what was not stored
// is. Where it can't be told, the run goes on from what is known, and keeps nothing.
asio::awaitable<void> Audit::recall_rotation() {
  const std::string key = rotation_name(inventory_.inventory(), inventory_.selection());
  std::function<OrFailure<std::optional<std::string>>()> recall = [this, &key] {
    return sink_.recall(key);
  };
  auto text = co_await aside(std::move(recall));
  if (!text) {
    tell_failure(text.error());
    co_return;
  }
  rotation_ = std::move(*text).value_or("");
  rotation_key_ = key;
}

asio::awaitable<void> Audit::remember_watch() {
  const bool any = !watch_.paths().empty();
  if (!any && !watch_kept_) co_return;
  watch_kept_ = any;
  std::function<OrFailure<void>()> remember = [this] {
    return sink_.remember(watch_key, audit::to_text(watch_));
  };
  const auto kept = co_await aside(std::move(remember));
  if (!kept) tell_failure(kept.error());
}

void Audit::fail_run(const Failure& failure) {
  failure_ = failure;
  observer_.run_failed(failure);
}

void Audit::tell_failure(const Failure& failure) {
  failure_ = failure;
  observer_.failed(failure);
}

}  // namespace oakprobe::app
