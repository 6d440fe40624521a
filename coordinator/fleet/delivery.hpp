#pragma once

#include "coordinator/fleet/agent_start.hpp"
#include "coordinator/fleet/frame_writer.hpp"
#include "coordinator/fleet/push_conversation.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace oakprobe::fleet {

// Sends an agent to a node through a shell there, up to the moment that it is started.
class Delivery {
 public:
  Delivery(const AgentStart& start, FrameWriter& writer);

  void begin();

  // What the node wrote; how many of the bytes were for us. A failure is in wrong().
  [[nodiscard]] std::size_t take(std::span<const std::byte> bytes);

  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  [[nodiscard]] bool started() const { return conversation_.started(); }
  [[nodiscard]] bool shell_answered() const { return conversation_.shell_answered(); }
  [[nodiscard]] const std::string& chatter() const { return conversation_.chatter(); }

  // When it last made progress: a byte of the agent written, or a word from the node.
  [[nodiscard]] net::TimePoint progressed_at() const;

 private:
  void act_on(const PushEvent& event);
  void offer(const std::string& machine);

  const AgentStart& start_;
  FrameWriter& writer_;
  PushConversation conversation_;
  std::shared_ptr<const AgentBinary> agent_;
  net::TimePoint heard_at_;
  std::string wrong_;
};

}  // namespace oakprobe::fleet
