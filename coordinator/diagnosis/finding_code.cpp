#include "coordinator/diagnosis/finding_code.hpp"

#include <array>

namespace oakprobe::diagnosis {
namespace {

using enum FindingCode;
using enum Severity;

constexpr auto none = SpoiledEnd::none;
constexpr auto target = SpoiledEnd::target;
constexpr auto source = SpoiledEnd::source;
constexpr auto both = SpoiledEnd::both;

constexpr std::array kinds{
    FindingKind{netcfg_unreadable, "netcfg-unreadable", error, both},
    FindingKind{tuncfg_unreadable, "tuncfg-unreadable", warning, none},
    FindingKind{conf_unreadable, "conf-unreadable", error, source},
    FindingKind{config_not_seen, "config-not-seen", info, none},
    FindingKind{overlay_not_expected, "overlay-not-expected", info, none},
    FindingKind{advertised_address_empty, "advertised-address-empty", error, target},
    FindingKind{advertised_address_name, "advertised-address-name", error, target},
    FindingKind{advertised_address_ipv6, "advertised-address-ipv6", error, target},
    FindingKind{advertised_address_local, "advertised-address-local", error, target},
    FindingKind{advertised_address_mismatch, "advertised-address-mismatch", error, target},
    FindingKind{advertised_address_doubled, "advertised-address-doubled", error, target},
    FindingKind{advertised_address_stale, "advertised-address-stale", warning, none},
    FindingKind{advertised_port_empty, "advertised-port-empty", warning, none},
    FindingKind{advertised_port_invalid, "advertised-port-invalid", error, target},
    FindingKind{advertised_port_mismatch, "advertised-port-mismatch", error, target},
    FindingKind{tunnel_port_mismatch, "tunnel-port-mismatch", error, target},
    FindingKind{no_default_route, "no-default-route", error, both},
    FindingKind{several_default_routes, "several-default-routes", error, both},
    FindingKind{address_in_overlay_range, "address-in-overlay-range", error, source},
    FindingKind{cluster_address_mismatch, "cluster-address-mismatch", error, source},
    FindingKind{cluster_mqtt_port_empty, "cluster-mqtt-port-empty", warning, none},
    FindingKind{cluster_mqtt_port_mismatch, "cluster-mqtt-port-mismatch", error, source},
    FindingKind{config_newer_than_process, "config-newer-than-process", error, target},
    FindingKind{tunnel_not_registered, "tunnel-not-registered", error, none},
    FindingKind{tunnel_half_dead, "tunnel-half-dead", error, none},
    FindingKind{tunnel_on_other_port, "tunnel-on-other-port", error, target},
    FindingKind{tunnel_overrun, "tunnel-overrun", warning, none},
    FindingKind{host_name_doubled, "host-name-doubled", warning, none},
    FindingKind{cluster_address_stale, "cluster-address-stale", error, target},
    FindingKind{root_address_mismatch, "root-address-mismatch", error, source},
    FindingKind{own_address_mismatch, "own-address-mismatch", error, target},
    FindingKind{broker_port_mismatch, "broker-port-mismatch", error, target},
    FindingKind{proxy_in_the_way, "proxy-in-the-way", warning, none},
    FindingKind{service_silent, "service-silent", warning, none},
    FindingKind{loopback_filtered, "loopback-filtered", warning, none},
    FindingKind{tap_blind, "tap-blind", warning, none},
    FindingKind{tap_overflowed, "tap-overflowed", warning, none},
    FindingKind{xdp_attached, "xdp-attached", info, none},
    FindingKind{pace_lowered, "pace-lowered", info, none},
    FindingKind{unplanned_probes, "unplanned-probes", warning, none},
    FindingKind{answered_from_elsewhere, "answered-from-elsewhere", warning, none},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (static_cast<std::size_t>(kinds[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

const FindingKind& kind_of(FindingCode code) { return kinds[static_cast<std::size_t>(code)]; }

}  // namespace oakprobe::diagnosis
