#include "base/printable.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace oakprobe::diagnosis {
namespace {

struct NamedTap {
  evidence::TapState state;
  std::string_view name;
};

std::array<NamedTap, 3> taps_of(const NodeObservation& node) {
  return {
      {{node.taps.packets, "packet tap"}, {node.taps.udp, "UDP tap"}, {node.taps.tcp, "TCP tap"}}};
}

std::string names_of(const NodeObservation& node, evidence::TapState state) {
  std::string names;
  for (const NamedTap& tap : taps_of(node)) {
    if (tap.state == state) names += (names.empty() ? "" : ", ") + std::string(tap.name);
  }
  return names;
}

void find_filtered_loopback(FindingBook& book, NodeId node) {
  if (!book.seen(node).taps.loopback_filtered) return;
  NodeFinding finding{node, FindingCode::loopback_filtered};
  finding.message = book.node(node).name +
                    "'s own firewall drops what the machine sends to itself over its loopback "
                    "interface: local services that talk to each other there can't.";
  finding.fix = "Let the loopback interface pass (nft insert rule ... iifname lo accept).";
  book.add(finding);
}

void find_xdp_programs(FindingBook& book, NodeId node) {
  std::string interfaces;
  for (const std::string& one : book.seen(node).facts.xdp_interfaces) {
    interfaces += (interfaces.empty() ? "" : ", ") + excerpt(one);
  }
  if (interfaces.empty()) return;
  const std::string& name = book.node(node).name;
  NodeFinding finding{node, FindingCode::xdp_attached};
  finding.message = name + " has an XDP program on " + interfaces +
                    ", and no tap sees what that drops: what does not arrive at " + name +
                    " may have been lost before it or there.";
  finding.fix = "If packets to " + name +
                " vanish, look at the program (ip link show, bpftool net) and at "
                "the driver's counters (ethtool -S INTERFACE | grep xdp).";
  book.add(finding);
}

}  // namespace

void find_failed_taps(FindingBook& book, NodeId node) {
  find_filtered_loopback(book, node);
  const std::string& name = book.node(node).name;
  const std::string blind = names_of(book.seen(node), evidence::TapState::blind);
  if (!blind.empty()) {
    NodeFinding finding{node, FindingCode::tap_blind};
    finding.message = name + "'s agent does not see its own traffic (" + blind +
                      "): what it does not see proves nothing, and verdicts are wider.";
    finding.fix = "Check again; if it stays, report it with " + name + "'s kernel (uname -r).";
    book.add(finding);
  }
  const std::string overflowed = names_of(book.seen(node), evidence::TapState::overflowed);
  if (!overflowed.empty()) {
    NodeFinding finding{node, FindingCode::tap_overflowed};
    finding.message = name + "'s agent could not look at everything (" + overflowed +
                      " overflowed): what it did not see proves nothing, and verdicts are wider.";
    finding.fix = "Check again with a lower --rate, or when " + name + " is less busy.";
    book.add(finding);
  }
  find_xdp_programs(book, node);
}

}  // namespace oakprobe::diagnosis
