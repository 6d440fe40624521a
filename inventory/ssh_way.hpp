#pragma once

#include "inventory/inventory.hpp"

#include <optional>
#include <string>
#include <vector>

namespace oakprobe::inventory {

// How the ssh in an agent's command gets to its node: what a person would type to get there, too.
struct SshWay {
  std::string user;    // empty: ssh's configuration says who
  std::string host;    // a name, an address, or an alias of ssh's configuration; never empty
  std::string port;    // empty: ssh's configuration says which
  bool jumps = false;  // through another host, as far as the command says
  // What else ssh must know to get there (-i, -F, -J, -o), as words; not what it does there.
  std::vector<std::string> options;

  friend bool operator==(const SshWay&, const SshWay&) = default;
};

// nullopt: the command is not ssh's, or names no host.
[[nodiscard]] std::optional<SshWay> ssh_way(const AgentSpec& agent);

// "pi@w1", "w1".
[[nodiscard]] std::string login_of(const SshWay& way);

// Lines for a shell: "ssh -p 2222 pi@w1", "ssh-copy-id -p 2222 pi@w1".
[[nodiscard]] std::string by_hand(const SshWay& way);
[[nodiscard]] std::string copy_id(const SshWay& way);

// As ssh's known_hosts has it: "w1", "[w1]:2222".
[[nodiscard]] std::string known_host(const SshWay& way);

}  // namespace oakprobe::inventory
