#pragma once

#include "wire/messages.hpp"

#include <string>

namespace oakprobe::agent {

// Reads what the coordinator wants to know of this host. etc_root stands before /etc in tests,
// host_root ("/") before Docker's directory.
[[nodiscard]] evidence::Facts read_facts(
    const std::string& etc_root, const std::string& host_root = "/"
);

struct Capabilities {
  bool net_raw = false;
  bool net_admin = false;
};

// The effective capabilities of this process (/proc/self/status, capabilities(7)).
[[nodiscard]] Capabilities read_capabilities();

}  // namespace oakprobe::agent
