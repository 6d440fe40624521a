#pragma once

#include "coordinator/firewall/format.hpp"

#include <span>
#include <string>
#include <vector>

// What stands above the rules of a file, for whoever opens it.
namespace oakprobe::firewall {

// "w1.nft"
[[nodiscard]] std::string file_name(const NodeView& view, Format format);

// "w1 (worker of edge-a)"
[[nodiscard]] std::string node_text(const inventory::Node& node);

// Whose file it is, with file_mark; how ssh is kept. Then: what a person must know. A line each.
[[nodiscard]] std::vector<std::string> opening_notes(const NodeView& view);
[[nodiscard]] std::vector<std::string> closing_notes(const NodeView& view);

// Of a file that drops by itself what it does not name.
inline constexpr std::string_view closed_note =
    "Not in it, and so closed: ping, and a VPN that ends on this host (WireGuard's udp port, ESP).";

// "# …" and a line end, each: whatever is in it, it is one line, and says nothing to a shell.
[[nodiscard]] std::string as_comments(std::span<const std::string> lines);

// "198.51.100.7 udp 50200 to 10.9.0.4 port 50103"
[[nodiscard]] std::string forward_text(const Forward& forward);

// Whether there is a line to be given to the router.
[[nodiscard]] bool is_translated(const Forward& forward);

}  // namespace oakprobe::firewall
