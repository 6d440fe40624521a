#pragma once

#include "base/listing.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/told.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::telling {

// A finding, where it was found.
struct Found {
  const FinishedCheck& check;
  NodeId id;
  const Finding& finding;

  [[nodiscard]] const inventory::Node& node() const { return check.inventory.node(id); }
  [[nodiscard]] const std::string& name() const { return node().name; }
  [[nodiscard]] const NodeObservation& seen() const {
    return check.nodes[index_of(id)].observation;
  }
  [[nodiscard]] const evidence::Facts& facts() const { return seen().facts; }
  // The first that it tells of; itself where it tells of none.
  [[nodiscard]] diagnosis::FoundEndpoint other() const {
    return finding.facts.endpoints.empty() ? diagnosis::FoundEndpoint{id, {}, 0}
                                           : finding.facts.endpoints.front();
  }
  [[nodiscard]] const std::string& name_of(NodeId node) const {
    return check.inventory.node(node).name;
  }
};

// What is told of each that it tells of: "w1, w2 and w3"; where there are more: "w1, w2 and 3
// more".
template <class TextOf>
[[nodiscard]] std::string endpoints_text(
    const Found& found, const TextOf& text_of, std::string_view last
) {
  const diagnosis::FindingFacts& facts = found.finding.facts;
  std::vector<std::string> texts;
  for (const diagnosis::FoundEndpoint& one : facts.endpoints) texts.push_back(text_of(one));
  if (facts.count > texts.size())
    return join(texts) + " and " + std::to_string(facts.count - texts.size()) + " more";
  return listed(texts, texts.size(), last);
}

// How a finding of each code is told (tell_finding.cpp).
[[nodiscard]] Told tell_unreadable_netcfg(const Found& found);
[[nodiscard]] Told tell_unreadable_tuncfg(const Found& found);
[[nodiscard]] Told tell_unreadable_conf(const Found& found);
[[nodiscard]] Told tell_unseen_file(const Found& found);
[[nodiscard]] Told tell_no_overlay(const Found& found);
[[nodiscard]] Told tell_empty_address(const Found& found);
[[nodiscard]] Told tell_named_address(const Found& found);
[[nodiscard]] Told tell_ipv6_address(const Found& found);
[[nodiscard]] Told tell_local_address(const Found& found);
[[nodiscard]] Told tell_other_address(const Found& found);
[[nodiscard]] Told tell_doubled_address(const Found& found);
[[nodiscard]] Told tell_stale_address(const Found& found);
[[nodiscard]] Told tell_no_port(const Found& found);
[[nodiscard]] Told tell_undialled_port(const Found& found);
[[nodiscard]] Told tell_unbound_port(const Found& found);
[[nodiscard]] Told tell_default_routes(const Found& found);
[[nodiscard]] Told tell_captured_addresses(const Found& found);
[[nodiscard]] Told tell_other_cluster(const Found& found);
[[nodiscard]] Told tell_mqtt_port(const Found& found);
[[nodiscard]] Told tell_newer_file(const Found& found);
[[nodiscard]] Told tell_tunnel_state(const Found& found);
[[nodiscard]] Told tell_overrun_tunnel(const Found& found);
[[nodiscard]] Told tell_doubled_host_name(const Found& found);
[[nodiscard]] Told tell_stale_cluster(const Found& found);
[[nodiscard]] Told tell_other_root(const Found& found);
[[nodiscard]] Told tell_own_address(const Found& found);
[[nodiscard]] Told tell_broker_port(const Found& found);
[[nodiscard]] Told tell_proxy(const Found& found);
[[nodiscard]] Told tell_silent_service(const Found& found);
[[nodiscard]] Told tell_filtered_loopback(const Found& found);
[[nodiscard]] Told tell_blind_tap(const Found& found);
[[nodiscard]] Told tell_overflowed_tap(const Found& found);
[[nodiscard]] Told tell_xdp_programs(const Found& found);
[[nodiscard]] Told tell_lowered_pace(const Found& found);
[[nodiscard]] Told tell_unplanned_probes(const Found& found);
[[nodiscard]] Told tell_answers_from_elsewhere(const Found& found);

}  // namespace oakprobe::telling
