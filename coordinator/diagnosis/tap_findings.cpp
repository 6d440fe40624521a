#include "coordinator/diagnosis/finding_rules.hpp"

namespace oakprobe::diagnosis {

void find_failed_taps(FindingBook& book, NodeId node) {
  const evidence::Taps& taps = book.seen(node).taps;
  const auto any_is = [&](evidence::TapState state) {
    return taps.packets == state || taps.udp == state || taps.tcp == state;
  };
  if (taps.loopback_filtered) book.add({node, FindingCode::loopback_filtered});
  if (any_is(evidence::TapState::blind)) book.add({node, FindingCode::tap_blind});
  if (any_is(evidence::TapState::overflowed)) book.add({node, FindingCode::tap_overflowed});
  if (!book.facts(node).xdp_interfaces.empty()) book.add({node, FindingCode::xdp_attached});
}

}  // namespace oakprobe::diagnosis
