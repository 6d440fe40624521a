#pragma once

#include "coordinator/fleet/link_story.hpp"
#include "coordinator/fleet/sudo_password.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::cli {

// What --verbose says of an agent: "ssh -T -o BatchMode=yes w1 oakprobe-agent --stdio".
[[nodiscard]] std::string agent_event_text(const fleet::LinkEvent& event);

// "  2.1 s  w1: Connection reset by peer; tried again in 1 s"
[[nodiscard]] std::string agent_line(
    std::chrono::milliseconds since_start, std::string_view node, std::string_view text
);

// Tells on standard error what becomes of each agent, as it happens, with the seconds since this
// log was made.
class AgentLog {
 public:
  struct Node {
    std::string name;
    std::string own_host;  // check::own_host()
  };

  // By the nodes' numbers. Commands may hold this password, too; null: there is none.
  AgentLog(std::vector<Node> nodes, std::shared_ptr<const fleet::SudoPassword> password);

  void note(std::size_t node, const fleet::LinkEvent& event);

 private:
  void tell(const Node& node, std::string_view text) const;

  std::vector<Node> nodes_;
  std::shared_ptr<const fleet::SudoPassword> password_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace oakprobe::cli
