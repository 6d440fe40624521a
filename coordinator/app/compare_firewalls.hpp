#pragma once

#include "coordinator/app/agent_options.hpp"
#include "coordinator/app/engine.hpp"
#include "coordinator/app/firewall.hpp"
#include "coordinator/app/push_announcement.hpp"
#include "coordinator/app/sudo_password.hpp"
#include "coordinator/check/exposure_run.hpp"
#include "inventory/inventory.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace oakprobe::app {

struct CompareFirewalls {
  FirewallRequest rules;  // whose; its format, directory and reader say nothing here
  AgentOptions agents;
  std::uint32_t agents_at_once = agents_at_once_default;
};

struct FirewallComparison {
  std::string table;     // for people
  bool wrong = false;    // something is to be mended
  bool unknown = false;  // something is not known
  bool interrupted = false;
  std::vector<std::string> doubts;  // of what is needed
};

// Who is asked before anything is sent, and told what becomes of it, in this order.
struct ComparisonWatch {
  AskPassword ask_password;
  std::function<void(const PushAnnouncement&)> push_announced;
  // The run can be interrupted, and asked whom it waits for, until `ended`.
  std::function<void(check::ExposureRun& run, const boost::asio::any_io_executor& executor)> began;
  std::function<void(const check::Progress&)> progressed;
  std::function<void()> ended;
};

// Asks the agents of nodes what they let in, and holds it against what they must (docs/firewall.md,
// "What is there"). Nothing is armed, listened on or sent. On this thread; once for an engine.
[[nodiscard]] OrFailure<FirewallComparison> compare_firewalls(
    Engine& engine,
    inventory::Inventory inventory,
    const CompareFirewalls& request,
    const ComparisonWatch& watch
);

}  // namespace oakprobe::app
