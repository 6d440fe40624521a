#pragma once

#include "rules/walk.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace oakprobe::rules {

struct ChainPlace {
  const Table* table = nullptr;
  const Chain* chain = nullptr;
};

// The way of a packet through one base chain after the other, and what these jump to.
class ChainWalk {
 public:
  // `before` as walk() has it.
  ChainWalk(const Packet& packet, const Ruleset* before) : before_(before) {
    state_.packet = packet;
  }

  // Whether a packet that comes to this base chain can pass it; `entry`: whether it comes there.
  [[nodiscard]] bool pass_base(const ChainPlace& place, Truth entry);

  [[nodiscard]] PacketState& state() { return state_; }
  [[nodiscard]] WalkResult& result() { return result_; }
  // The rules are too many, or jump too often.
  [[nodiscard]] bool gave_up() const;

 private:
  // What becomes of the packets that come to a chain.
  struct Flow {
    bool may_end = false;    // some never leave it
    bool may_go_on = false;  // some leave it at its end, or return from it
  };

  // A chain while it is walked.
  struct Frame {
    ChainPlace place;
    const Table* before;
    std::size_t depth;
    Truth here;  // a packet comes to the next rule
    bool may_return = false;
    bool may_end = false;
  };

  void meet_policy(const ChainPlace& place, const Table* before, Truth certainty);
  Flow pass_chain(const ChainPlace& place, const Table* before, Truth entry, std::size_t depth);
  void pass_rule(Frame& frame, const Rule& rule, std::optional<std::uint64_t> rise);
  void obey(
      Frame& frame,
      const Rule& rule,
      const Verdict& verdict,
      Truth matches,
      std::optional<std::uint64_t> rise
  );
  static void leave(Frame& frame, Truth matches);
  void follow(Frame& frame, const Rule& rule, const Verdict& verdict, Truth matches);
  void accept_perhaps(Frame& frame);
  void end_perhaps(Frame& frame, const Rule& rule, std::optional<std::uint64_t> rise);
  void add_ending(const Ending& ending);
  [[nodiscard]] bool take_steps(const Rule& rule);

  const Ruleset* before_;
  PacketState state_;
  bool accepted_ = false;  // some packets, by the base chain that is being walked
  std::size_t steps_ = 0;
  WalkResult result_;
};

}  // namespace oakprobe::rules
