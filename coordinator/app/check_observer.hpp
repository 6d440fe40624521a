#pragma once

#include "coordinator/app/agent_event.hpp"
#include "coordinator/app/failure.hpp"
#include "coordinator/app/push_announcement.hpp"
#include "coordinator/check/check_settings.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <string>

namespace oakprobe::app {

class RunningCheck;

// Whom a check asks before anything is sent, and tells what becomes of it: on the thread that runs
// it, in the order below. Nothing here needs to be answered but for a password.
class CheckObserver {
 public:
  virtual ~CheckObserver() = default;

  // A line for a person, about what keeps no check from being made: the state of a rotation that
  // was damaged, or that could not be kept afterwards.
  virtual void warn(const std::string&) {}

  // The password that sudo wants on these nodes; never asked for where none wants one.
  [[nodiscard]] virtual OrFailure<std::string> sudo_password(const std::string& nodes) {
    return wrong_input("sudo wants a password on " + nodes + ", and nobody knows it");
  }
  // All else is ready. A failure is the check's.
  [[nodiscard]] virtual OrFailure<void> before_sending() { return {}; }
  virtual void push_announced(const PushAnnouncement&) {}

  // `running` can be interrupted, and asked, until ended().
  virtual void began(RunningCheck&) {}
  virtual void progressed(const check::Progress&) {}

  // Asked once, when it begins: whether agent_changed() is to be called.
  [[nodiscard]] virtual bool wants_agent_events() const { return false; }
  virtual void agent_changed(const AgentEvent&) {}

  // Once what was probed is judged, where a closer look follows.
  virtual void known_early(const diagnosis::FinishedCheck&) {}

  // Also of a check that failed. Tasks of its agents may still come to their ends.
  virtual void ended() {}

 protected:
  CheckObserver() = default;
  CheckObserver(const CheckObserver&) = default;
  CheckObserver& operator=(const CheckObserver&) = default;
};

}  // namespace oakprobe::app
