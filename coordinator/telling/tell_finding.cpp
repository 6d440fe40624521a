#include "coordinator/telling/tell_finding.hpp"

#include "base/described_enum.hpp"
#include "coordinator/telling/found.hpp"

#include <array>

namespace oakprobe::telling {
namespace {

using diagnosis::FindingCode;
using enum FindingCode;

struct FindingWords {
  FindingCode code;
  Told (*tell)(const Found&);
};

constexpr std::array finding_words{
    FindingWords{netcfg_unreadable, tell_unreadable_netcfg},
    FindingWords{tuncfg_unreadable, tell_unreadable_tuncfg},
    FindingWords{conf_unreadable, tell_unreadable_conf},
    FindingWords{config_not_seen, tell_unseen_file},
    FindingWords{overlay_not_expected, tell_no_overlay},
    FindingWords{advertised_address_empty, tell_empty_address},
    FindingWords{advertised_address_name, tell_named_address},
    FindingWords{advertised_address_ipv6, tell_ipv6_address},
    FindingWords{advertised_address_local, tell_local_address},
    FindingWords{advertised_address_mismatch, tell_other_address},
    FindingWords{advertised_address_doubled, tell_doubled_address},
    FindingWords{advertised_address_stale, tell_stale_address},
    FindingWords{advertised_port_empty, tell_no_port},
    FindingWords{advertised_port_invalid, tell_no_port},
    FindingWords{advertised_port_mismatch, tell_undialled_port},
    FindingWords{tunnel_port_mismatch, tell_unbound_port},
    FindingWords{no_default_route, tell_default_routes},
    FindingWords{several_default_routes, tell_default_routes},
    FindingWords{address_in_overlay_range, tell_captured_addresses},
    FindingWords{cluster_address_mismatch, tell_other_cluster},
    FindingWords{cluster_mqtt_port_empty, tell_mqtt_port},
    FindingWords{cluster_mqtt_port_mismatch, tell_mqtt_port},
    FindingWords{config_newer_than_process, tell_newer_file},
    FindingWords{tunnel_not_registered, tell_tunnel_state},
    FindingWords{tunnel_half_dead, tell_tunnel_state},
    FindingWords{tunnel_on_other_port, tell_tunnel_state},
    FindingWords{tunnel_overrun, tell_overrun_tunnel},
    FindingWords{host_name_doubled, tell_doubled_host_name},
    FindingWords{cluster_address_stale, tell_stale_cluster},
    FindingWords{root_address_mismatch, tell_other_root},
    FindingWords{own_address_mismatch, tell_own_address},
    FindingWords{broker_port_mismatch, tell_broker_port},
    FindingWords{proxy_in_the_way, tell_proxy},
    FindingWords{service_silent, tell_silent_service},
    FindingWords{loopback_filtered, tell_filtered_loopback},
    FindingWords{tap_blind, tell_blind_tap},
    FindingWords{tap_overflowed, tell_overflowed_tap},
    FindingWords{xdp_attached, tell_xdp_programs},
    FindingWords{pace_lowered, tell_lowered_pace},
    FindingWords{unplanned_probes, tell_unplanned_probes},
    FindingWords{answered_from_elsewhere, tell_answers_from_elsewhere},
};
static_assert(has_one_for_each(finding_words, &FindingWords::code));

}  // namespace

Told tell_finding(const FinishedCheck& check, NodeId node, const Finding& finding) {
  return finding_words[static_cast<std::size_t>(finding.code)].tell({check, node, finding});
}

FoundAt finding_of(const FinishedCheck& check, const FinishedPath& path) {
  const Judgement& judgement = *path.verdict;
  if (judgement.rule != Rule::found_on_node) return {};
  const NodeId node = judgement.finding.at_target ? path.id.target : path.id.source;
  const auto& findings = check.nodes[index_of(node)].findings;
  if (judgement.finding.position >= findings.size()) return {};
  return {node, &findings[judgement.finding.position]};
}

}  // namespace oakprobe::telling
