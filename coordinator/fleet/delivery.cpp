#include "coordinator/fleet/delivery.hpp"

#include "coordinator/fleet/push_script.hpp"

namespace oakprobe::fleet {

Delivery::Delivery(const AgentStart& start, FrameWriter& writer)
    : start_(start),
      writer_(writer),
      conversation_(start.sudo_password),
      heard_at_(net::Clock::now()) {}

void Delivery::begin() { writer_.send_line(push_script); }

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
  if (const auto* ready = std::get_if<ShellReady>(&event)) return offer(*ready);
  if (const auto* failed = std::get_if<DeliveryFailed>(&event)) wrong_ = failed->why;
  if (std::holds_alternative<WantsAgent>(event)) {
    if (start_.tally) start_.tally->begin(start_.node, sent_.size());
    send_piece();
  }
  if (std::holds_alternative<PieceArrived>(event)) take_arrival();
  if (std::holds_alternative<HasAgent>(event)) kept_ = true;
  if (std::holds_alternative<AgentStarts>(event)) tell_arrival();
}

void Delivery::offer(const ShellReady& ready) {
  auto found = start_.push->for_machine(ready.machine);
  agent_ = std::move(found.agent);
  if (!agent_) {
    wrong_ = start_.push->for_machine(quotable(start_.sudo_password.get(), ready.machine)).wrong;
    return;
  }
  const bool packed = ready.unpacks && !agent_->packed.empty();
  sent_ = packed ? agent_->packed : agent_->bytes;
  pieces_ = PieceSizes(sent_.size());
  const std::string sudo = !start_.sudo ? "none" : start_.sudo_password ? "ask" : "nopasswd";
  writer_.send_line(
      start_.directory + ' ' + std::to_string(agent_->bytes.size()) + ' ' + agent_->sha256 + ' ' +
      std::to_string(agent_->cksum) + ' ' + (packed ? "gzip" : "plain") + ' ' +
      (start_.keep ? "keep" : "once") + ' ' + sudo + ' ' + start_.sudo_prompt
  );
}

void Delivery::send_piece() {
  const std::size_t from = pieces_.bytes_arrived();
  const std::size_t bytes = pieces_.next(net::Clock::now());
  writer_.send_line(std::to_string(bytes));
  if (bytes > 0) writer_.send_shared(agent_, sent_.subspan(from, bytes));
}

void Delivery::take_arrival() {
  const std::size_t before = pieces_.bytes_arrived();
  if (!pieces_.arrived(net::Clock::now())) {
    wrong_ = "said that it got what was not sent";
    return;
  }
  if (start_.tally) start_.tally->arrive(start_.node, pieces_.bytes_arrived() - before);
  send_piece();
}

void Delivery::tell_arrival() const {
  if (!start_.tell) return;
  const bool packed = sent_.data() == agent_->packed.data();
  start_.tell(AgentArrived{kept_ ? 0 : sent_.size(), packed && !kept_});
}

std::string Delivery::how_far() const {
  return std::to_string(pieces_.bytes_arrived()) + " of " + std::to_string(sent_.size()) +
         " bytes arrived";
}

}  // namespace oakprobe::fleet
