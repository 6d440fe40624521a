#pragma once

#include "coordinator/app/check_observer.hpp"
#include "coordinator/app/engine.hpp"
#include "coordinator/app/failure.hpp"
#include "coordinator/app/prepare_check.hpp"
#include "coordinator/app/running_check.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>

namespace oakprobe::app {

// Checks, one after another, by an engine that keeps its agents and whose thread has more to do.
class CheckSeries {
 public:
  // Both outlive it.
  CheckSeries(Engine& engine, CheckObserver& observer);

  // What makes the checks runs on the engine's thread until it returns; then the agents are ended.
  // A failure: it broke off in the middle, and was the engine's last.
  [[nodiscard]] OrFailure<void> run(boost::asio::awaitable<void> checks);

  // As perform_check().
  [[nodiscard]] boost::asio::awaitable<OrFailure<diagnosis::FinishedCheck>> perform(
      PreparedCheck prepared
  );

  // Returns sooner when it is interrupted.
  [[nodiscard]] boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

  // The check that is running, and every pause from now on.
  void interrupt();
  [[nodiscard]] bool is_interrupted() const { return interrupted_; }

 private:
  [[nodiscard]] boost::asio::awaitable<void> run_and_close(boost::asio::awaitable<void> checks);

  Engine& engine_;
  CheckObserver& observer_;
  std::unique_ptr<RunningCheck> running_;  // null: none is
  boost::asio::steady_timer over_;         // of the check that is running, or the pause
  bool interrupted_ = false;
  bool broke_off_ = false;
};

}  // namespace oakprobe::app
