#pragma once

#include "base/described_enum.hpp"

#include <cstdint>
#include <string_view>

namespace oakprobe::diagnosis {

// What can be wrong on a node itself (docs/findings.md), in the order of telling.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    FindingCode,
    std::uint8_t,
    netcfg_unreadable,
    tuncfg_unreadable,
    conf_unreadable,
    config_not_seen,
    overlay_not_expected,
    advertised_address_empty,
    advertised_address_name,
    advertised_address_ipv6,
    advertised_address_local,
    advertised_address_mismatch,
    advertised_address_doubled,
    advertised_address_stale,
    advertised_port_empty,
    advertised_port_invalid,
    advertised_port_mismatch,
    tunnel_port_mismatch,
    no_default_route,
    several_default_routes,
    address_in_overlay_range,
    cluster_address_mismatch,
    cluster_mqtt_port_empty,
    cluster_mqtt_port_mismatch,
    config_newer_than_process,
    tunnel_not_registered,
    tunnel_half_dead,
    tunnel_on_other_port,
    tunnel_overrun,
    host_name_doubled,
    cluster_address_stale,
    root_address_mismatch,
    own_address_mismatch,
    broker_port_mismatch,
    proxy_in_the_way,
    service_silent,
    loopback_filtered,
    tap_blind,
    tap_overflowed,
    xdp_attached,
    pace_lowered,
    unplanned_probes,
    answered_from_elsewhere
)

}  // namespace oakprobe::diagnosis
