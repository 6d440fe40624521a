#pragma once

#include "coordinator/fleet/agent_start.hpp"
#include "coordinator/fleet/link_limits.hpp"
#include "coordinator/fleet/piece_sizes.hpp"
#include "coordinator/fleet/push_conversation.hpp"
#include "net/deadline.hpp"
#include "transport/transport.hpp"
#include "wire/session/patience.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace oakprobe::fleet {

// Sends an agent to a node through a shell there, piece by piece, up to the moment that it is
// started.
class Delivery {
 public:
  // All of them outlive it.
  Delivery(const AgentStart& start, const LinkLimits& limits, transport::Transport& transport);

  // Until the deadline a shell has to answer. From its first word on each has the time of a
  // silence, and all of them that of a delivery.
  void begin(net::TimePoint deadline);

  // What the node wrote; how many of the bytes were for us. A failure is in wrong().
  [[nodiscard]] std::size_t accept(std::span<const std::byte> bytes);

  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  [[nodiscard]] bool started() const { return conversation_.started(); }
  [[nodiscard]] bool shell_answered() const { return conversation_.shell_answered(); }
  [[nodiscard]] bool was_kept() const { return kept_; }  // nothing had to be sent
  [[nodiscard]] const std::string& chatter() const { return conversation_.chatter(); }

  // To be called at the deadline.
  void wake(wire::Time now);
  [[nodiscard]] wire::Time deadline() const { return patience_.deadline(); }

 private:
  void act_on(const PushEvent& event);
  void offer(const ShellReady& ready);
  void send_piece();
  void on_arrival();
  void tell_arrival() const;
  void write_line(std::string_view text) { transport_.write(transport::line_of(text)); }
  [[nodiscard]] std::string why_late(wire::Time now) const;
  // "300000 of 1800000 bytes arrived", for a person.
  [[nodiscard]] std::string how_far() const;

  const AgentStart& start_;
  const LinkLimits& limits_;
  transport::Transport& transport_;
  PushConversation conversation_;
  std::shared_ptr<const AgentBinary> agent_;
  std::span<const std::byte> sent_;  // the agent, as this node gets it
  PieceSizes pieces_{0};
  // When the node last said a word of the script: that a piece arrived, too. What was written to
  // the pipe is none of its business; ssh and the kernel take much that never gets there.
  wire::Time heard_at_{};
  wire::Time whole_deadline_{};
  wire::Patience patience_;
  bool kept_ = false;
  std::string wrong_;
};

}  // namespace oakprobe::fleet
