#pragma once

#include "coordinator/app/check_observer.hpp"
#include "coordinator/app/engine.hpp"
#include "coordinator/app/failure.hpp"
#include "coordinator/app/prepare_check.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

namespace oakprobe::app {

// Asks and tells the observer what comes before a check, and then makes it on this thread, until it
// is over or interrupted: an interrupted one is a value, and says so. May be called again and again
// with one engine, whose io_context has nothing else to do. What a check throws is a failure, and
// the engine's last one.
[[nodiscard]] OrFailure<diagnosis::FinishedCheck> perform_check(
    Engine& engine, PreparedCheck prepared, CheckObserver& observer
);

}  // namespace oakprobe::app
