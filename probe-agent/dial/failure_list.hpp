#pragma once

#include "evidence/node_evidence.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace oakprobe::agent {

// What the kernel said of a path's failed attempts, in order of attempt. Of a target that refuses,
// every path has as many as attempts: 12 bytes each, and its sender's address once.
class FailureList {
 public:
  // Keeps the first failure of an attempt; an ICMP error that comes later is added to it.
  void note(const evidence::DialFailure& failure);

  [[nodiscard]] std::vector<evidence::DialFailure> all() const;

 private:
  struct Failure {
    std::int32_t error = 0;
    std::uint16_t mtu = 0;  // of an ICMP error; above 65,535 is no MTU of a packet
    std::uint8_t attempt = 0;
    std::uint8_t stage = 0;
    std::uint8_t flags = 0;
    std::uint8_t icmp_type = 0;
    std::uint8_t icmp_code = 0;
    std::uint8_t sender = 0;  // in Failures::senders
  };
  struct Failures {
    boost::container::small_vector<Failure, 3> all;        // as many attempts have most checks
    boost::container::small_vector<IpAddress, 1> senders;  // of ICMP errors, each once
  };

  std::unique_ptr<Failures> failures_;  // most paths have none
};

}  // namespace oakprobe::agent
