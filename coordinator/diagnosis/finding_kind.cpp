#include "coordinator/diagnosis/finding_kind.hpp"

#include <array>

namespace oakprobe::diagnosis {
namespace {

using enum FindingCode;
using enum Severity;

constexpr auto spoils_none = SpoiledEnd::none;
constexpr auto spoils_target = SpoiledEnd::target;
constexpr auto spoils_source = SpoiledEnd::source;
constexpr auto spoils_both = SpoiledEnd::both;

constexpr std::array kinds{
    FindingKind{netcfg_unreadable, error, spoils_both},
    FindingKind{tuncfg_unreadable, warning, spoils_none},
    FindingKind{conf_unreadable, error, spoils_source},
    FindingKind{config_not_seen, info, spoils_none},
    FindingKind{overlay_not_expected, info, spoils_none},
    FindingKind{advertised_address_empty, error, spoils_target},
    FindingKind{advertised_address_name, error, spoils_target},
    FindingKind{advertised_address_ipv6, error, spoils_target},
    FindingKind{advertised_address_local, error, spoils_target},
    FindingKind{advertised_address_mismatch, error, spoils_target},
    FindingKind{advertised_address_doubled, error, spoils_target, true},
    FindingKind{advertised_address_stale, warning, spoils_none},
    FindingKind{advertised_port_empty, warning, spoils_none},
    FindingKind{advertised_port_invalid, error, spoils_target},
    FindingKind{advertised_port_mismatch, error, spoils_target},
    FindingKind{tunnel_port_mismatch, error, spoils_target},
    FindingKind{no_default_route, error, spoils_both},
    FindingKind{several_default_routes, error, spoils_both},
    FindingKind{address_in_overlay_range, error, spoils_source},
    FindingKind{cluster_address_mismatch, error, spoils_source},
    FindingKind{cluster_mqtt_port_empty, warning, spoils_none},
    FindingKind{cluster_mqtt_port_mismatch, error, spoils_source},
    FindingKind{config_newer_than_process, error, spoils_target},
    FindingKind{tunnel_not_registered, error, spoils_none},
    FindingKind{tunnel_half_dead, error, spoils_none},
    FindingKind{tunnel_on_other_port, error, spoils_target},
    FindingKind{tunnel_overrun, warning, spoils_none},
    FindingKind{host_name_doubled, warning, spoils_none},
    FindingKind{cluster_address_stale, error, spoils_target},
    FindingKind{root_address_mismatch, error, spoils_source},
    FindingKind{own_address_mismatch, error, spoils_target},
    FindingKind{broker_port_mismatch, error, spoils_target},
    FindingKind{proxy_in_the_way, warning, spoils_none},
    FindingKind{service_silent, warning, spoils_none},
    FindingKind{loopback_filtered, warning, spoils_none},
    FindingKind{tap_blind, warning, spoils_none},
    FindingKind{tap_overflowed, warning, spoils_none},
    FindingKind{xdp_attached, info, spoils_none},
    FindingKind{pace_lowered, info, spoils_none},
    FindingKind{unplanned_probes, warning, spoils_none},
    FindingKind{answered_from_elsewhere, warning, spoils_none},
};

static_assert(has_one_for_each(kinds, &FindingKind::code));

}  // namespace

const FindingKind& kind_of(FindingCode code) { return kinds[static_cast<std::size_t>(code)]; }

}  // namespace oakprobe::diagnosis
