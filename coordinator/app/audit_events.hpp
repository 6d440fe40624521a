#pragma once

#include "base/utc_time.hpp"
#include "coordinator/app/failure.hpp"
#include "coordinator/app/run_sink.hpp"
#include "coordinator/check/check_settings.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::app {

inline constexpr std::size_t changes_published_max = 100;  // of a run
inline constexpr std::size_t failure_bytes_max = 2'000;    // of the message that is published
inline constexpr std::chrono::milliseconds progress_published_every{500};

// What an audit does, as the events of docs/serve.md. The looks after a run are part of it. It has
// no clock of its own.
class AuditEvents {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Publish = std::function<void(std::string_view event, std::string_view json)>;

  explicit AuditEvents(Publish publish) : publish_(std::move(publish)) {}

  // A check of so many paths began: a run, or a look after one.
  void began(const std::string& run, std::size_t paths, UtcSeconds now);
  void progressed(const check::Progress& progress, Time now);
  void run_over(const AuditedRun& run);
  // The run that is under way, or one that could not begin. A run that is not stored is over after
  // this, with its changes.
  void run_failed(const Failure& failure);

 private:
  Publish publish_;
  std::optional<std::string> run_;  // that is under way
  bool looks_ = false;
  std::optional<Time> told_at_;
};

}  // namespace oakprobe::app
