#include "coordinator/fleet/leftover_groups.hpp"

#include "base/parse_number.hpp"
#include "net/proc_file.hpp"

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <thread>

namespace oakprobe::fleet {
namespace {

constexpr auto term_grace = std::chrono::milliseconds(1000);
constexpr auto kill_grace = std::chrono::milliseconds(500);
constexpr auto poll_interval = std::chrono::milliseconds(20);

// The environment that a process was started with. Empty for another user's.
std::string environment_of(std::string_view pid) {
  return net::read_small_file("/proc/" + std::string(pid) + "/environ").value_or("");
}

// Entries end with a NUL.
bool has_entry(std::string_view environment, std::string_view entry) {
  while (!environment.empty()) {
    const auto end = environment.find('\0');
    if (environment.substr(0, end) == entry) return true;
    if (end == std::string_view::npos) return false;
    environment.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

LeftoverGroups::LeftoverGroups(std::string mark)
    : mark_(std::string(run_mark_variable) + "=" + std::move(mark)) {}

void LeftoverGroups::started(pid_t group) {
  start_pending_ = false;
  groups_.insert(group);
}

void LeftoverGroups::find_pending() {
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry("/proc", ignored), end; entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename();
    const auto pid = parse_number<pid_t>(name);
    if (!pid) continue;
    if (!has_entry(environment_of(name), mark_)) continue;
    const pid_t group = ::getpgid(*pid);
    if (group > 1 && groups_.insert(group).second) ::kill(-group, SIGTERM);
  }
}

bool LeftoverGroups::any_left() {
  std::erase_if(groups_, [](pid_t group) { return ::kill(-group, 0) != 0; });
  return !groups_.empty();
}

void LeftoverGroups::end_all() {
  for (const pid_t group : groups_) ::kill(-group, SIGTERM);
  const auto wait_until = [this](std::chrono::steady_clock::time_point deadline) {
    while ((start_pending_ || any_left()) && std::chrono::steady_clock::now() < deadline) {
      if (start_pending_) find_pending();
      std::this_thread::sleep_for(poll_interval);
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  wait_until(begin + term_grace);
  start_pending_ = false;
  for (const pid_t group : groups_) ::kill(-group, SIGKILL);
  wait_until(begin + term_grace + kill_grace);
}

}  // namespace oakprobe::fleet
