#pragma once

#include "coordinator/app/check_observer.hpp"
#include "coordinator/app/prepare_check.hpp"
#include "coordinator/app/sudo_password.hpp"
#include "coordinator/check/check_run.hpp"
#include "coordinator/fleet/agent_binaries.hpp"
#include "coordinator/fleet/fleet.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace oakprobe::app {

// What a check borrows; all of it outlives the check.
struct CheckMeans {
  boost::asio::any_io_executor executor;  // of one thread
  fleet::Fleet& fleet;
  std::shared_ptr<fleet::AgentBinaries> agents;
  Secret sudo_password;  // not null if a node's sudo asks
};

// One check, on somebody's executor: for one who waits for nothing else, perform_check() does it
// all. It is destroyed when its tasks have ended: when the executor has nothing more to do, or will
// do nothing more.
class RunningCheck {
 public:
  RunningCheck(CheckMeans means, PreparedCheck prepared, CheckObserver& observer);
  RunningCheck(const RunningCheck&) = delete;
  RunningCheck& operator=(const RunningCheck&) = delete;

  // Once. `ended` is called when the check is judged; `failed`: something was thrown, and nothing
  // is left that would end the agents' tasks, so the executor is to do nothing more.
  void start(std::function<void(bool failed)> ended);

  [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
  // As CheckRun's.
  [[nodiscard]] std::string run_id() const { return run_->run_id(); }
  [[nodiscard]] std::size_t path_count() const { return run_->path_count(); }
  [[nodiscard]] check::WaitedFor waited_for(std::size_t named_max) const;
  // Starts nothing new, disarms within 2 s, and judges by what is known.
  void interrupt();

  // Once, after `ended`: the check, which ends now, or why there is none. Also keeps where a
  // rotation stands.
  [[nodiscard]] OrFailure<diagnosis::FinishedCheck> take_result();

 private:
  [[nodiscard]] check::CheckSettings settings_of(CheckMeans& means);
  void tell_of_agents(check::CheckSettings& settings);

  boost::asio::any_io_executor executor_;
  CheckObserver& observer_;
  PreparedCheck prepared_;              // without its inventory, which is the run's
  std::optional<check::CheckRun> run_;  // always there

  std::string started_;
  std::chrono::steady_clock::time_point started_at_;
  std::exception_ptr failure_;
  std::optional<diagnosis::FinishedCheck> finished_;
};

}  // namespace oakprobe::app
