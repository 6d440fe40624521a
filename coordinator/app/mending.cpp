#include "coordinator/app/mending.hpp"

#include "coordinator/app/prepare_check.hpp"
#include "inventory/path_name.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::app {
namespace {

namespace asio = boost::asio;
using diagnosis::Outcome;
using diagnosis::Status;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What comes through needs one attempt, and no longer. That something is lost, or large packets
// are, only a whole look tells.
constexpr std::uint32_t brief_attempts = 1;
constexpr milliseconds brief_timeout_max{500};
constexpr milliseconds between_looks{300};

bool shows_briefly(const audit::Condition& condition) {
  return condition.status == Status::blocked || condition.status == Status::exposed ||
         condition.status == Status::unknown;
}

}  // namespace

Mending::Mending(
    Engine& engine,
    inventory::Inventory inventory,
    inventory::PathSelection selection,
    CheckRequest request,
    MendingObserver& observer
)
    : inventory_(std::move(inventory)),
      selection_(std::move(selection)),
      request_(std::move(request)),
      observer_(observer),
      checks_(engine, observer) {}

OrFailure<diagnosis::FinishedCheck> Mending::run(std::chrono::seconds time) {
  until_ = steady_clock::now() + time;
  const auto ended = checks_.run(watch());
  if (!ended) return ended.error();
  if (*whole_ && checks_.is_interrupted()) (*whole_)->interrupted = true;
  return std::move(*whole_);
}

bool Mending::goes_on() const {
  return !checks_.is_interrupted() && whole_->has_value() && steady_clock::now() < until_;
}

asio::awaitable<void> Mending::watch() {
  co_await check_whole();
  while (goes_on() && !watched_.empty()) {
    observer_.watches(**whole_, watched_.size());
    bool looks = true;
    while (looks && goes_on()) {
      looks = co_await look();
      if (looks) co_await checks_.pause(between_looks);
    }
    if (!changed_ || checks_.is_interrupted()) break;
    co_await check_whole();
  }
  observer_.over();
}

asio::awaitable<void> Mending::check_whole() {
  std::optional<std::vector<PathId>> all;
  auto checked = co_await check(std::move(all), false);
  whole_.emplace(std::move(checked));
  changed_ = false;
  watched_.clear();
  if (!*whole_) co_return;
  for (const diagnosis::FinishedPath& path : (*whole_)->paths) {
    const Outcome outcome = diagnosis::outcome_of(path, request_.fail_on);
    if (outcome == Outcome::failed || outcome == Outcome::unknown)
      watched_.emplace(path.id, audit::condition_of(*path.verdict));
  }
}

asio::awaitable<bool> Mending::look() {
  std::vector<PathId> at;
  for (const auto& [id, condition] : watched_)
    if (shows_briefly(condition)) at.push_back(id);
  const bool brief = !at.empty();
  if (!brief)
    for (const auto& [id, condition] : watched_) at.push_back(id);
  std::optional<std::vector<PathId>> only(std::move(at));
  const auto seen = co_await check(std::move(only), brief);
  if (seen && !seen->interrupted) note(*seen);
  co_return seen && !watched_.empty();
}

Mending::Checks Mending::check(std::optional<std::vector<PathId>> only, bool brief) {
  inventory::PathSelection selection = selection_;
  CheckRequest request = request_;
  if (only) {
    selection.only = std::move(only);
    request.plan.kind = plans::PlanKind::full;
  }
  if (brief) {
    request.brief = true;
    request.attempts = brief_attempts;
    request.timeout = std::min(request.timeout, brief_timeout_max);
  }
  auto prepared = prepare_check(inventory_, std::move(selection), std::move(request));
  if (!prepared) co_return prepared.error();
  auto checked = co_await checks_.perform(std::move(*prepared));
  co_return checked;
}

void Mending::note(const diagnosis::FinishedCheck& seen) {
  seen.paths.for_each_id([&](std::size_t position, const PathId& id) {
    const auto known = watched_.find(id);
    const auto& verdict = seen.paths.state_at(position).verdict;
    if (known == watched_.end() || !verdict || verdict->status == Status::unknown) return;
    const audit::Condition now = audit::condition_of(*verdict);
    const Outcome outcome = diagnosis::outcome_of(seen.paths[position], request_.fail_on);
    const bool well = outcome != Outcome::failed && outcome != Outcome::unknown;
    if (!well && audit::are_alike(now, known->second)) return;
    changed_ = true;
    if (well)
      watched_.erase(known);
    else
      known->second = now;
    observer_.changed(inventory::names_of(inventory_, id), now, watched_.size());
  });
}

}  // namespace oakprobe::app
