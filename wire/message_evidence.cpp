#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/evidence_fields.hpp"
#include "wire/listen_port_fields.hpp"
#include "wire/message_arm.hpp"
#include "wire/message_fields.hpp"

#include <algorithm>

// evidence: packed runs of what was dialled, received and seen, and what the node as a whole saw.
namespace oakprobe::wire {

using evidence::InnerDevice;
using evidence::KnownCluster;
using evidence::NodeEvidence;
using evidence::Taps;

BOOST_DESCRIBE_STRUCT(Evidence, (), (part, last))

template <>
constexpr auto field_table<evidence::Stranger> =
    std::tuple{field(&evidence::Stranger::port).inlined()};

template <>
constexpr auto field_table<Taps> = std::tuple{
    field(&Taps::packets).to(evidence::TapState::trusted),
    field(&Taps::udp).to(evidence::TapState::trusted),
    field(&Taps::tcp).to(evidence::TapState::trusted)};

template <>
constexpr bool is_list_shaped<evidence::RisenCounter> = true;

template <>
constexpr auto field_table<evidence::RisenCounter> = std::tuple{
    field(&evidence::RisenCounter::counter).to(evidence::loss_counter_count - 1),
    field(&evidence::RisenCounter::by).from(1),
    field(&evidence::RisenCounter::interface).bytes(evidence::interface_bytes_max)};

template <>
constexpr auto field_table<evidence::KernelCounters> =
    std::tuple{field(&evidence::KernelCounters::others).items(evidence::risen_counters_max)};

template <>
constexpr auto field_table<KnownCluster> = std::tuple{
    field(&KnownCluster::name).bytes(evidence::known_cluster_bytes_max),
    field(&KnownCluster::address).bytes(evidence::known_cluster_bytes_max)};

template <>
constexpr auto field_table<InnerDevice> = std::tuple{
    field(&InnerDevice::kind).to(evidence::DeviceKind::tunnel),
    field(&InnerDevice::reach).to(evidence::DeviceReach::nowhere),
    field(&InnerDevice::over).items(evidence::device_over_max),
    field(&InnerDevice::networks).items(evidence::device_networks_max)};

template <>
constexpr auto field_table<NodeEvidence> = std::tuple{
    field(&NodeEvidence::dials).by(write_dials, read_dials),
    field(&NodeEvidence::receipts).by(write_receipts, read_receipts),
    field(&NodeEvidence::sights).by(write_sights, read_sights),
    field(&NodeEvidence::own_handshakes).by(write_own_handshakes, read_own_handshakes),
    field(&NodeEvidence::seen_handshakes).by(write_seen_handshakes, read_seen_handshakes),
    field(&NodeEvidence::unanswered_neighbours).items(evidence::neighbours_max),
    field(&NodeEvidence::own_questions).items(evidence::neighbours_max),
    field(&NodeEvidence::strangers).items(evidence::strangers_max),
    field(&NodeEvidence::no_route_to).items(arm_peers_max),
    field(&NodeEvidence::dead_hops).by(write_dead_hops, read_dead_hops),
    field(&NodeEvidence::link_addresses).by(write_link_addresses, read_link_addresses),
    field(&NodeEvidence::link_neighbours).by(write_link_neighbours, read_link_neighbours),
    field(&NodeEvidence::clusters).items(evidence::known_clusters_max),
    field(&NodeEvidence::policy_routed).items(policy_routed_max),
    field(&NodeEvidence::inner_devices).items(evidence::inner_devices_max),
    field(&NodeEvidence::ways).by(write_ways, read_ways)};

template <>
constexpr auto field_table<Evidence> = std::tuple{field(&Evidence::part).inlined()};

void write(const Evidence& evidence, Json& map) { write_fields(evidence, map); }

void read(Fields& fields, Evidence& evidence) {
  read_fields(fields, evidence);
  const std::size_t devices = evidence.part.inner_devices.size();
  const auto is_lost = [&](const evidence::InnerWay& way) { return way.device >= devices; };
  if (std::ranges::any_of(evidence.part.ways, is_lost)) fields.fail();
}

}  // namespace oakprobe::wire
