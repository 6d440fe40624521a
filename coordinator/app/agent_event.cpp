#include "coordinator/app/agent_event.hpp"

#include "base/printable.hpp"
#include "coordinator/fleet/last_words.hpp"
#include "inventory/command_text.hpp"

#include <chrono>
#include <variant>

namespace oakprobe::app {
namespace {

constexpr std::size_t command_bytes_max = 2'000;  // a command may have 16 KiB

// "0.5 s", "1 s", "1.6 s"
std::string tenths_of_seconds(std::chrono::milliseconds duration) {
  const auto tenths = (duration.count() + 50) / 100;
  const std::string whole = std::to_string(tenths / 10);
  return whole + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
}

std::string_view origin_text(fleet::AgentOrigin origin) {
  switch (origin) {
    case fleet::AgentOrigin::installed:
      return "it is installed there";
    case fleet::AgentOrigin::local:
      return "it is local: on this machine";
    case fleet::AgentOrigin::sent:
      return "it was sent";
    case fleet::AgentOrigin::kept:
      return "it was kept from an earlier run";
  }
  return "";
}

struct EventText {
  std::string operator()(const fleet::CommandStarted& started) const {
    const std::string text =
        fleet::without_sudo_prompts(inventory::command_text(started.command), "PROMPT");
    return excerpt(text, Keep::beginning, command_bytes_max);
  }
  std::string operator()(const fleet::AgentArrived& arrived) const {
    if (arrived.sent_bytes == 0) return "an earlier run left the agent there: nothing was sent";
    return "the agent was sent: " + std::to_string(arrived.sent_bytes) + " bytes" +
           (arrived.packed ? ", compressed (gzip)" : "");
  }
  std::string operator()(const fleet::TurnedAway& away) const {
    return away.why + "; tried again in " + tenths_of_seconds(away.again_in);
  }
  std::string operator()(const fleet::AgentUp& up) const {
    return "up: " + std::string(origin_text(up.origin)) +
           (up.may_tap ? ", and may open taps" : ", and may open no taps (CAP_NET_RAW)");
  }
  std::string operator()(const fleet::AgentFailed& failed) const {
    return "not reached: " + failed.why;
  }
  std::string operator()(const fleet::AgentLost& lost) const { return "lost: " + lost.why; }
};

}  // namespace

std::string agent_event_text(const fleet::LinkEvent& event) {
  return std::visit(EventText(), event);
}

}  // namespace oakprobe::app
