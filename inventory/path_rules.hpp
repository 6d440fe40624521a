#pragma once

#include "inventory/inventory.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::inventory {

// Where a source dials a target, and what the target listens on behind it.
struct DialledEndpoint {
  const Address* address = &no_address;  // of the target; never null
  std::uint16_t port = 0;
  std::optional<std::uint16_t> listen;
  bool tls = false;
};

// Whether the node can be a source, or a target, of the flow at all: selector and release.
[[nodiscard]] bool can_be_source(const Flow& flow, const Node& node);
[[nodiscard]] bool can_be_target(const Flow& flow, const Node& node);

// A node dials itself only between two different roles of its own, and only what must be open: it
// is not outside of itself, and what it reaches at itself is exposed to nobody.
[[nodiscard]] bool may_dial_itself(const Flow& flow);

// Of two nodes that can be source and target: whether the scope allows the pair.
[[nodiscard]] bool in_scope(const Flow& flow, const Node& source, const Node& target);

// Without an exception of the target's `dial`, and with the one given.
[[nodiscard]] DialledEndpoint plain_endpoint(const Flow& flow, const Node& target);
[[nodiscard]] DialledEndpoint endpoint(
    const Flow& flow, const Node& target, const DialException& exception
);

// The exception that decides for this source: the first that matches; nullptr: none does.
[[nodiscard]] const DialException* exception_for(
    const Flow& flow, const Node& source, const Node& target
);

}  // namespace oakprobe::inventory
