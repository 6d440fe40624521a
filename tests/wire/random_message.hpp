#pragma once

#include "wire/messages.hpp"

#include <cstdint>
#include <random>

namespace oakprobe::wire {

// Messages with every field drawn from all that it may hold, for properties that must hold of any
// message. The same seed gives the same messages.
class RandomMessages {
 public:
  explicit RandomMessages(std::uint64_t seed) : random_(seed) {}

  // Of the type that stands at this index of Message.
  [[nodiscard]] Message of_type(std::size_t index);

 private:
  [[nodiscard]] std::uint64_t number(std::uint64_t min, std::uint64_t max);
  template <class T>
  [[nodiscard]] T any();
  [[nodiscard]] bool chance();
  [[nodiscard]] std::string text();
  [[nodiscard]] IpAddress address();
  [[nodiscard]] std::vector<IpAddress> addresses(std::size_t max);
  [[nodiscard]] PathId path();
  [[nodiscard]] ListenPort port();
  [[nodiscard]] evidence::AttemptSet attempts();

  void fill(Hello& hello);
  void fill(Welcome& welcome);
  void fill(evidence::Facts& facts);
  void fill(oakestra::WorkerProgram& program);
  void fill(oakestra::NetManagerConfig& config);
  void fill(oakestra::TunnelConfig& config);
  void fill(oakestra::NodeEngineConfig& config);
  void fill(Arm& arm);
  void fill(Armed& armed);
  void fill(Probe& probe);
  void fill(Evidence& evidence);
  void fill(LookOrder& order);
  void fill(Looked& looked);
  void fill(LookReceipts& receipts);
  void fill(Failed& failed);
  template <class M>
  void fill(M& /*message*/) {}

  [[nodiscard]] evidence::DialFailure failure(unsigned attempt);
  [[nodiscard]] evidence::DialEvidence dial();
  [[nodiscard]] evidence::ReceiptEvidence receipt();
  [[nodiscard]] evidence::IcmpError icmp_error();
  [[nodiscard]] evidence::LookEvidence look();

  std::mt19937_64 random_;
};

}  // namespace oakprobe::wire
