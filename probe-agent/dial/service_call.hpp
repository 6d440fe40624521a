#pragma once

#include "base/ip_address.hpp"
#include "evidence/question.hpp"
#include "net/network_namespace.hpp"
#include "probe-agent/question/answer.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace oakprobe::agent {

// Whom to ask what.
struct ServiceCall {
  evidence::Question planned;
  bool in_tls = false;  // whatever was planned
  std::string dialled;  // literal or name, as the service is told it
  IpAddress address;
  std::uint16_t port = 0;
  // For the question, from the connection on, beside round trips.
  std::chrono::milliseconds limit{};
  bool may_follow_up = false;
  std::shared_ptr<const net::NetworkNamespace> there;  // from where; nullptr: this host's network
};

// What a running service was heard to say in one attempt.
struct Heard {
  Answer answer;
  bool in_tls = false;                // asked so at last
  bool followed_up = false;           // over a second connection
  std::chrono::milliseconds took{0};  // how long connections were open
  std::vector<evidence::KnownCluster> clusters;
};

}  // namespace oakprobe::agent
