#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/mac_address.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace oakprobe::check {

// A fleet of machines of their own on the one link that all share; one of them lies in what it
// tells of itself and of the others.
inline constexpr NodeId victim{2};  // w1
inline constexpr NodeId liar{4};    // w3
inline constexpr std::uint32_t node_count = 6;

[[nodiscard]] IpAddress address_of(NodeId node);
[[nodiscard]] MacAddress link_address_of(NodeId node);
[[nodiscard]] std::vector<NodeId> all_but(NodeId left_out);

// What it tells where it does not lie: its taps see everything.
[[nodiscard]] diagnosis::NodeObservation honest(NodeId node);
// It asked all others for their link-layer addresses, and none answered.
void tell_questions_in_vain(diagnosis::NodeObservation& node);

// Whose verdicts a lie may change.
enum class Reach { nobodys, those_with_the_victim, those_to_the_liar, the_liars };

struct Lie {
  std::string name;
  Reach reach;
  std::function<void(diagnosis::NodeObservation&)> tell;
};

// Judges every path of the fleet with the lie and without it, whatever happens to the probes: it
// changes a verdict, or what is told of one, and only of its reach.
void spoil_only_their_own(const std::vector<Lie>& lies);

}  // namespace oakprobe::check
