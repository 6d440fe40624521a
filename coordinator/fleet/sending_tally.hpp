#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace oakprobe::fleet {

// Counts the bytes of the agents that a run sends. Nodes by their number.
class SendingTally {
 public:
  // `changed` is called as bytes arrive.
  SendingTally(std::size_t nodes, std::function<void()> changed)
      : nodes_(nodes), changed_(std::move(changed)) {}

  void expect(std::size_t node);  // it is to get an agent
  void begin(std::size_t node, std::size_t bytes);
  void arrive(std::size_t node, std::size_t bytes);
  // It has its agent, or gets no more of it. More than once does no harm.
  void end(std::size_t node);

  [[nodiscard]] std::uint64_t arrived() const { return arrived_; }
  // As far as is known: a node whose turn comes later counts as one of those that began.
  [[nodiscard]] std::uint64_t total() const;

 private:
  enum class Stage : std::uint8_t { none, waits, receives };
  struct Node {
    Stage stage = Stage::none;
    std::size_t left = 0;
  };

  std::vector<Node> nodes_;
  std::function<void()> changed_;
  std::uint64_t waiting_ = 0;  // nodes
  std::uint64_t begun_ = 0;    // nodes
  std::uint64_t begun_bytes_ = 0;
  std::uint64_t arrived_ = 0;
  std::uint64_t left_ = 0;  // bytes that are to come, of those that began
};

}  // namespace oakprobe::fleet
