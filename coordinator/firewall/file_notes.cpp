#include "coordinator/firewall/file_notes.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"

namespace oakprobe::firewall {
namespace {

using inventory::Role;

std::string ssh_note(const NodeView& view) {
  std::vector<std::string> ports;
  std::string from;
  for (const Rule& rule : view.rules.accept) {
    if (!rule.flows.empty()) continue;
    ports.push_back(std::to_string(rule.port));
    const PeerSet& set = view.peers(rule);
    std::vector<IpPrefix> blocks = set.ipv4;
    blocks.insert(blocks.end(), set.ipv6.begin(), set.ipv6.end());
    from = set.anyone ? "anywhere" : join(blocks, ", ", &IpPrefix::to_string);
  }
  return "Kept for ssh, by which you and agents come: tcp " + join(ports) + " from " + from +
         ". If sshd listens elsewhere, say --ssh-port.";
}

}  // namespace

std::string node_text(const inventory::Node& node) {
  std::vector<std::string> roles;
  for (const Role role : inventory::all_roles)
    if (node.roles.has(role)) roles.emplace_back(to_string(role));
  return node.name + " (" + join(roles) + (node.cluster.empty() ? "" : " of " + node.cluster) + ")";
}

std::string file_name(const NodeView& view, Format format) {
  return view.node().name + std::string(card_of(format).suffix);
}

std::vector<std::string> opening_notes(const NodeView& view) {
  return {
      std::string(file_mark) + ": what " + node_text(view.node()) +
          " must let in, and nothing else.",
      ssh_note(view),
  };
}

std::vector<std::string> closing_notes(const NodeView& view) {
  std::vector<std::string> lines;
  for (const Forward& forward : view.rules.forwards)
    lines.push_back("In front of it: " + forward_text(forward) + ".");
  for (const auto* doubts : {&view.rules.doubts, &view.needed.doubts})
    for (const std::string& doubt : *doubts) lines.push_back("Mind: " + doubt + ".");
  return lines;
}

std::string as_comments(std::span<const std::string> lines) {
  std::string text;
  for (const std::string& line : lines) text.append("# ").append(printable(line)).append("\n");
  return text;
}

bool is_translated(const Forward& forward) { return !forward.tls && !forward.to.empty(); }

std::string forward_text(const Forward& forward) {
  return forward.address + " " + std::string(to_string(forward.protocol)) + " " +
         std::to_string(forward.port) + " to " +
         (forward.to.empty() ? std::string("this node") : forward.to) + " port " +
         std::to_string(forward.to_port) + (forward.tls ? ", without its TLS" : "");
}

}  // namespace oakprobe::firewall
