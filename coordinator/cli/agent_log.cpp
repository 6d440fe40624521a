#include "coordinator/cli/agent_log.hpp"

#include "base/printable.hpp"
#include "coordinator/cli/verbose_log.hpp"
#include "coordinator/fleet/last_words.hpp"
#include "inventory/command_text.hpp"

#include <cstdio>
#include <utility>
#include <variant>

namespace oakprobe::cli {
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

std::string agent_line(
    std::chrono::milliseconds since_start, std::string_view node, std::string_view text
) {
  char seconds[32];
  std::snprintf(
      seconds, sizeof seconds, "%5.1f s  ", static_cast<double>(since_start.count()) / 1e3
  );
  return printable(std::string(seconds).append(node).append(": ").append(text));
}

AgentLog::AgentLog(std::vector<Node> nodes, std::shared_ptr<const fleet::SudoPassword> password)
    : nodes_(std::move(nodes)),
      password_(std::move(password)),
      start_(std::chrono::steady_clock::now()) {}

void AgentLog::note(std::size_t node, const fleet::LinkEvent& event) {
  Node& of = nodes_.at(node);
  const std::string text = agent_event_text(event);
  tell(of, password_ ? password_->hidden_in(text) : text);
  if (of.own_host.empty()) return;
  tell(of, of.own_host + " is this machine: agent: local starts the agent here, without ssh");
  of.own_host.clear();  // once
}

void AgentLog::tell(const Node& node, std::string_view text) const {
  const auto since = std::chrono::steady_clock::now() - start_;
  log_line(agent_line(std::chrono::duration_cast<std::chrono::milliseconds>(since), node.name, text)
  );
}

}  // namespace oakprobe::cli
