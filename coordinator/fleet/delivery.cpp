#include "coordinator/fleet/delivery.hpp"

#include "base/printable.hpp"
#include "coordinator/fleet/push_script.hpp"
#include "coordinator/fleet/session_time.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::fleet {
namespace {

// Beyond a deadline, for what waits unread.
constexpr LinkLimits::Duration grace_of_delivery{250};

}  // namespace

Delivery::Delivery(
    const AgentStart& start, const LinkLimits& limits, transport::Transport& transport
)
    : start_(start), limits_(limits), transport_(transport), conversation_(start.sudo_password) {}

void Delivery::begin(net::TimePoint deadline) {
  heard_at_ = session_now();
  whole_deadline_ = heard_at_ + limits_.push;
  const auto limit = std::chrono::ceil<LinkLimits::Duration>(deadline - net::Clock::now());
  patience_ = wire::Patience(heard_at_, limit, std::min(limit / 8, grace_of_delivery));
  write_line(push_script);
}

std::size_t Delivery::accept(std::span<const std::byte> bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !started() && wrong_.empty()) {
    const auto step = conversation_.feed(bytes.subspan(taken));
    taken += step.bytes;
    if (step.event) act_on(*step.event);
  }
  if (shell_answered())
    patience_.set_deadline(std::min(heard_at_ + limits_.push_silence, whole_deadline_));
  return taken;
}

void Delivery::wake(wire::Time now) {
  if (patience_.is_over(now)) wrong_ = why_late(now);
}

std::string Delivery::why_late(wire::Time now) const {
  if (!shell_answered()) {
    if (chatter().empty()) return "no shell answered, to which the agent could be sent";
    const std::string printed = quotable(start_.sudo_password.get(), chatter());
    return "printed " + in_quotes(printed, Keep::end) + ", and no shell answered";
  }
  if (now >= whole_deadline_)
    return "did not get the agent within " + seconds(limits_.push) + ": " + how_far();
  return "stood still while the agent was sent to it: " + how_far() + ", and nothing more within " +
         seconds(limits_.push_silence);
}

void Delivery::act_on(const PushEvent& event) {
  heard_at_ = session_now();
  if (const auto* ready = std::get_if<ShellReady>(&event)) return offer(*ready);
  if (const auto* failed = std::get_if<DeliveryFailed>(&event)) wrong_ = failed->why;
  if (std::holds_alternative<WantsAgent>(event)) {
    if (start_.tally) start_.tally->begin(start_.node, sent_.size());
    send_piece();
  }
  if (std::holds_alternative<PieceArrived>(event)) on_arrival();
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
  write_line(
      start_.directory + ' ' + std::to_string(agent_->bytes.size()) + ' ' + agent_->sha256 + ' ' +
      std::to_string(agent_->cksum) + ' ' + (packed ? "gzip" : "plain") + ' ' +
      (start_.keep ? "keep" : "once") + ' ' + sudo + ' ' + start_.sudo_prompt
  );
}

void Delivery::send_piece() {
  const std::size_t from = pieces_.bytes_arrived();
  const std::size_t bytes = pieces_.next(net::Clock::now());
  write_line(std::to_string(bytes));
  if (bytes == 0) return;
  transport::Piece piece;
  piece.owner = agent_;
  piece.shared = sent_.subspan(from, bytes);
  transport_.write(std::move(piece));
}

void Delivery::on_arrival() {
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
