#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/passage.hpp"

#include <optional>
#include <span>
#include <string>

namespace oakprobe::telling {

// What mends a path at the packet filter of one of its hosts.
struct Repair {
  NodeId node{};
  std::string host;      // its name
  std::string let_pass;  // "let udp 50103 from 192.0.2.31 in"; empty: of several peers
  Opening opening;

  friend bool operator==(const Repair&, const Repair&) = default;
};

// Of so many peers each has its own commands.
inline constexpr std::size_t repaired_peers_max = 4;

// Where a rule of the source's or the target's own packet filter is known that stops the path, and
// commands that let it pass all the same. nullopt: not so.
[[nodiscard]] std::optional<Repair> repair_by_rule(const Scene& scene, const Fate& fate);

// So, where nobody told the rule, and that packet filter is proved to be what stops the path.
[[nodiscard]] std::optional<Repair> repair_by_tool(const Scene& scene, const Fate& fate);

// The source's address as the target and the network before it see it. What the source says of
// itself opens nothing: the target saw it, or the inventory has it, and nothing is known to
// translate it. nullopt: not known.
[[nodiscard]] std::optional<IpAddress> source_as_seen(const Scene& scene);

// Both, on one host; false, and nothing changed: that is not to be had.
[[nodiscard]] bool widen(Repair& repair, const Repair& other);

// "On w3 let udp 50103 from 192.0.2.31 in: `ufw …`." As marked text.
[[nodiscard]] std::string text_of(const Repair& repair);

}  // namespace oakprobe::telling
