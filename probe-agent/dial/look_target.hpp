#pragma once

#include "evidence/closer_look.hpp"
#include "evidence/question.hpp"
#include "net/network_namespace.hpp"
#include "probe-agent/clock.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::agent {

// Of a burst's ports, those that were used before; the others tell of ways that are not known yet.
inline constexpr std::size_t lost_ports_max = evidence::burst_ports / 2;

// A path to look at, as it was dialled before.
struct LookTarget {
  evidence::Look look;
  Protocol protocol = Protocol::udp;
  IpAddress address;
  std::uint16_t port = 0;
  Clock::duration patience{};                          // how long an answer may take
  std::shared_ptr<const net::NetworkNamespace> there;  // from where; nullptr: this host's network
  std::optional<evidence::Question> question;          // TCP: what a running service was asked
  std::string dialled;  // literal or name, as that service was told it
  evidence::AnswerKind said = evidence::AnswerKind::silent;  // what it answered
  // UDP: from where probes left that were not answered, lost_ports_max at most. A part of the burst
  // leaves from there again, since a way that is chosen by port may lose all of them.
  std::vector<std::uint16_t> lost_ports;
};

}  // namespace oakprobe::agent
