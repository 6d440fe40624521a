#pragma once

#include "coordinator/app/check_observer.hpp"
#include "coordinator/app/check_request.hpp"
#include "coordinator/app/check_series.hpp"
#include "coordinator/app/run_sink.hpp"
#include "coordinator/app/watched_inventory.hpp"
#include "coordinator/audit/schedule.hpp"
#include "coordinator/audit/watch.hpp"
#include "inventory/audit_settings.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::app {

inline constexpr std::chrono::seconds audit_every_default{300};
// So long a single run waits for another audit over the same history: one that was killed holds it
// for 20 s.
inline constexpr std::chrono::seconds once_waits{30};
// At what changed, after a run, before it is believed.
inline constexpr std::size_t looks_max = 2;
inline constexpr std::size_t looked_at_again_max = 20'000;  // paths
// Of the rotation by which an audit tries a mesh that is too large to be tried whole.
inline constexpr std::uint32_t audit_slots = 20;

// How somebody wants an inventory to be audited. What is not given is as the inventory has it.
struct AuditRequest {
  CheckRequest check;
  std::optional<std::chrono::seconds> every;
  std::optional<inventory::Confirm> confirm;
  std::optional<unsigned> flap_limit;
  bool once = false;
};

// Whom an audit tells what becomes of it, on the engine's thread.
class AuditObserver : public CheckObserver {
 public:
  virtual void run_over(const AuditedRun&) {}
  // Something that could not be kept, a changed inventory that is wrong. The audit goes on.
  virtual void failed(const Failure&) {}
  // A run that could not be made, or not be stored. The audit goes on.
  virtual void run_failed(const Failure& failure) { failed(failure); }
  virtual void inventory_changed(const inventory::Inventory&) {}
  virtual void stands_by() {}  // another audit runs; told once
  // No run follows; the agents are about to be ended.
  virtual void over() {}
};

// Checks an inventory again and again, until it is stopped. Nothing is kept from run to run but
// the agents, and of paths that are not as expected what the last runs saw.
class Audit {
 public:
  // All outlive it. The inventory is read.
  Audit(
      Engine& engine,
      WatchedInventory& inventory,
      AuditRequest request,
      RunSink& sink,
      AuditObserver& observer
  );

  // Until it is stopped; with `once` after a run. Every agent is ended then. A failure: the only
  // run failed, or one broke off in the middle.
  [[nodiscard]] OrFailure<void> run();
  // From the engine's thread: interrupts the run that is under way.
  void stop();

 private:
  using Checks = boost::asio::awaitable<OrFailure<diagnosis::FinishedCheck>>;

  [[nodiscard]] boost::asio::awaitable<void> make_runs();
  [[nodiscard]] boost::asio::awaitable<void> make_run();
  [[nodiscard]] Checks check(std::optional<std::vector<PathId>> only);
  // Until what changed is believed, or not.
  [[nodiscard]] boost::asio::awaitable<std::size_t> look_again(
      const diagnosis::FinishedCheck& first, std::vector<audit::PathChange>& changes
  );
  [[nodiscard]] boost::asio::awaitable<void> wait_for_next();
  [[nodiscard]] boost::asio::awaitable<bool> may_run();
  // Does it on the other thread, and waits for it here.
  template <class T>
  [[nodiscard]] boost::asio::awaitable<OrFailure<T>> aside(std::function<OrFailure<T>()> work);
  void read_inventory();
  void follow_settings();
  [[nodiscard]] boost::asio::awaitable<void> recall_watch();
  [[nodiscard]] boost::asio::awaitable<void> recall_rotation();
  // Of a single run: until the other audit is gone, for a while. Returns whether it is.
  [[nodiscard]] boost::asio::awaitable<bool> wait_for_other();
  [[nodiscard]] boost::asio::awaitable<void> remember_watch();
  void fail_run(const Failure& failure);
  void tell_failure(const Failure& failure);

  WatchedInventory& inventory_;
  AuditRequest request_;
  RunSink& sink_;
  AuditObserver& observer_;
  CheckSeries checks_;
  audit::Watch watch_;
  audit::Schedule schedule_;
  std::optional<Failure> failure_;  // of the last run
  bool standing_by_ = false;
  std::vector<std::string> lease_trouble_;  // as it was told last; empty: there is none
  bool watch_kept_ = false;                 // a text of it, that is not empty
  std::string rotation_;  // as the sink has it, and after a run what is to be kept
  std::optional<std::string> rotation_key_;  // nullopt: the run keeps none
  // For the sink: a database may take its time, and meanwhile agents are to be heard.
  boost::asio::thread_pool other_thread_{1};
};

}  // namespace oakprobe::app
