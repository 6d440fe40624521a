#pragma once

#include "coordinator/app/check_observer.hpp"
#include "coordinator/app/check_request.hpp"
#include "coordinator/app/check_series.hpp"
#include "coordinator/audit/condition.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace oakprobe::app {

// Who is told how a repair goes on, on the engine's thread.
class MendingObserver : public CheckObserver {
 public:
  // A whole check is over, so many of its paths make it fail or are unknown, and these are watched.
  virtual void watches(const diagnosis::FinishedCheck&, std::size_t) {}
  // A path is `now`, and so many are still watched.
  virtual void changed(const audit::PathName&, const audit::Condition&, std::size_t) {}
  // No check follows; the agents are about to be ended.
  virtual void over() {}
};

// Checks an inventory, and then only what makes that check fail or is unknown, over and over, until
// nothing does or the time is over; then the whole again. Between two looks at a path that does not
// work lies little more than a second.
class Mending {
 public:
  // Both outlive it.
  Mending(
      Engine& engine,
      inventory::Inventory inventory,
      inventory::PathSelection selection,
      CheckRequest request,
      MendingObserver& observer
  );

  // The last whole check. The agents are ended.
  [[nodiscard]] OrFailure<diagnosis::FinishedCheck> run(std::chrono::seconds time);
  // From the engine's thread: ends it, and what is known is the result.
  void stop() { checks_.interrupt(); }

 private:
  using Watched = std::map<PathId, audit::Condition>;
  using Checks = boost::asio::awaitable<OrFailure<diagnosis::FinishedCheck>>;

  [[nodiscard]] boost::asio::awaitable<void> watch();
  [[nodiscard]] boost::asio::awaitable<void> check_whole();
  // Another look at what does not work; false: there is nothing to look at any more.
  [[nodiscard]] boost::asio::awaitable<bool> look();
  [[nodiscard]] Checks check(std::optional<std::vector<PathId>> only, bool brief);
  void note(const diagnosis::FinishedCheck& seen);
  [[nodiscard]] bool goes_on() const;

  inventory::Inventory inventory_;
  inventory::PathSelection selection_;
  CheckRequest request_;
  MendingObserver& observer_;
  CheckSeries checks_;
  std::chrono::steady_clock::time_point until_;
  Watched watched_;
  bool changed_ = false;  // since the last whole check
  std::optional<OrFailure<diagnosis::FinishedCheck>> whole_;
};

}  // namespace oakprobe::app
