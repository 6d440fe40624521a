#pragma once

#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "rules/ruleset.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::rules {

// A port of this host that Docker sends on to a container.
struct PublishedPort {
  ListenPort port;
  IpAddress to;
  std::uint16_t to_port = 0;

  friend bool operator==(const PublishedPort&, const PublishedPort&) = default;
};

// By the rules that translate, in Docker's own chain of iptables.
[[nodiscard]] std::vector<PublishedPort> published_ports(const Ruleset& rules);

}  // namespace oakprobe::rules
