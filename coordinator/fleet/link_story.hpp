#pragma once

#include "coordinator/fleet/link_limits.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

// What a link does to get its agent, and how it loses it: told as it happens, to whom it interests.
// Whys are printable, and of a bounded length; a sudo password is in none.
namespace oakprobe::fleet {

// Its command is started, for the first time or again.
struct CommandStarted {
  std::vector<std::string> command;  // as it was given to the kernel
};

// With `push`: the agent is on its node, whole, and is started there.
struct AgentArrived {
  std::size_t sent_bytes = 0;  // 0: an earlier run had left it there
  bool packed = false;         // so many as gzip packs it
};

// The command was turned away, and is started again after this time.
struct TurnedAway {
  std::string why;
  LinkLimits::Duration again_in{};
};

enum class AgentOrigin : std::uint8_t { installed, local, sent, kept };

// It said welcome.
struct AgentUp {
  AgentOrigin origin{};
  bool may_tap = false;  // CAP_NET_RAW
};

// It never was up, and is not tried again.
struct AgentFailed {
  std::string why;
};

// It was up.
struct AgentLost {
  std::string why;
};

using LinkEvent =
    std::variant<CommandStarted, AgentArrived, TurnedAway, AgentUp, AgentFailed, AgentLost>;

using LinkHook = std::function<void(const LinkEvent&)>;

}  // namespace oakprobe::fleet
