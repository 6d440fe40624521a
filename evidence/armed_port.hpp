#pragma once

#include "base/described_enum.hpp"
#include "base/protocol.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::evidence {

BOOST_DEFINE_FIXED_ENUM_CLASS(
    ListenMode,
    std::uint8_t,
    none,            // nothing listens there, and the agent does not either
    stand_in,        // the agent listens
    live,            // a listener or an unconnected UDP socket of another process: left alone
    not_running,     // the component is installed on the host and does not listen: left alone
    used_as_source,  // a connected socket of another process holds the port by chance
    failed           // could not be bound for another reason (error)
)

// The process name of an agent, as ArmedPort::process has it: 15 bytes at most (proc(5), comm).
inline constexpr std::string_view agent_process = "oakprobe-agent";

struct ArmedPort {
  ListenPort port;
  ListenMode mode = ListenMode::none;
  std::string process;  // owner's name (/proc/PID/comm), if it can be seen
  std::int32_t pid = 0;
  std::string address;       // live: local address of the owner's socket, "*" for any
  std::int32_t error = 0;    // failed: errno
  std::string installed_as;  // not_running: the unit, binary or container that was found

  friend bool operator==(const ArmedPort&, const ArmedPort&) = default;
};

}  // namespace oakprobe::evidence
