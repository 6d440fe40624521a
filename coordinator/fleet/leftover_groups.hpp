#pragma once

#include <set>
#include <string>

#include <sys/types.h>

namespace oakprobe::fleet {

// In the environment of every command of one check.
inline constexpr const char* run_mark_variable = "OAKPROBE_RUN";

// The process groups of agents' commands that were started and did not end yet.
class LeftoverGroups {
 public:
  explicit LeftoverGroups(std::string mark);

  void starting() { start_pending_ = true; }
  void started(pid_t group);
  void start_failed() { start_pending_ = false; }
  void ended(pid_t group) { groups_.erase(group); }

  // SIGTERM, and SIGKILL to those that are left a second later. Blocks until they are gone, for
  // 1.5 s at most.
  void end_all();

 private:
  void find_pending();
  [[nodiscard]] bool any_left();

  std::string mark_;  // "NAME=VALUE"
  bool start_pending_ = false;
  std::set<pid_t> groups_;
};

}  // namespace oakprobe::fleet
