#pragma once

#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "evidence/firewall_rule.hpp"
#include "evidence/firewall_tool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::telling {

// Packets that a host's packet filter is to let pass: one flow's, of one peer.
struct Passage {
  bool leaves = false;   // this host; else they come in
  bool answers = false;  // to a connection of which the first packets pass
  Protocol protocol = Protocol::udp;
  IpAddress peer;          // the other end's address, as this host sees it
  std::uint16_t port = 0;  // that is dialled, as this host sees it; of answers, the source port
  bool published = false;  // they come for a port that Docker leads to a container
};

// Commands that let it pass, for root.
struct Opening {
  std::vector<std::string> commands;
  std::string save;     // one more, once, behind all others, so that it lasts over a reboot
  std::string lasting;  // what a person must do in its place, as a sentence; empty: nothing

  friend bool operator==(const Opening&, const Opening&) = default;
};

// In the words of the tool that looks after the host's packet filter, as far as that can undo what
// drops the packets. `rule`: what drops them; null: not known, and nothing is told where the place
// of the new rule depends on it. nullopt: no commands are known that surely do it. A rule is an
// agent's word: what would not be a plain name in a shell has no command.
[[nodiscard]] std::optional<Opening> opening_of(
    const Passage& passage,
    std::optional<evidence::FirewallTool> tool,
    const evidence::FirewallRule* rule
);

}  // namespace oakprobe::telling
