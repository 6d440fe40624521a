#include "coordinator/fleet/delivery.hpp"

#include "coordinator/fleet/push_script.hpp"

#include <algorithm>

namespace oakprobe::fleet {

Delivery::Delivery(const AgentStart& start, FrameWriter& writer)
    : start_(start),
      writer_(writer),
      conversation_(start.sudo_password),
      heard_at_(net::Clock::now()) {}

void Delivery::begin() { writer_.send_line(push_script); }

net::TimePoint Delivery::progressed_at() const { return std::max(heard_at_, writer_.wrote_at()); }

std::size_t Delivery::take(std::span<const std::byte> bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !started() && wrong_.empty()) {
    const auto step = conversation_.feed(bytes.subspan(taken));
    taken += step.bytes;
    if (step.event) act_on(*step.event);
  }
  return taken;
}

void Delivery::act_on(const PushEvent& event) {
  heard_at_ = net::Clock::now();
  if (const auto* ready = std::get_if<ShellReady>(&event)) return offer(ready->machine);
  if (const auto* failed = std::get_if<DeliveryFailed>(&event)) wrong_ = failed->why;
  if (std::holds_alternative<WantsAgent>(event)) writer_.send_shared(agent_, agent_->bytes);
}

void Delivery::offer(const std::string& machine) {
  auto found = start_.push->for_machine(machine);
  agent_ = std::move(found.agent);
  if (!agent_) {
    wrong_ = start_.push->for_machine(quotable(start_.sudo_password.get(), machine)).wrong;
    return;
  }
  const std::string sudo = !start_.sudo ? "none" : start_.sudo_password ? "ask" : "nopasswd";
  writer_.send_line(
      start_.directory + ' ' + std::to_string(agent_->bytes.size()) + ' ' + agent_->sha256 + ' ' +
      std::to_string(agent_->cksum) + ' ' + sudo + ' ' + start_.sudo_prompt
  );
}

}  // namespace oakprobe::fleet
