#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"
#include "evidence/facts.hpp"
#include "inventory/inventory.hpp"

#include <cstdint>
#include <optional>

namespace oakprobe::diagnosis {

// The IPv4 address that a worker's NetManager tells its peers to dial, and how it comes by it.
struct Advertised {
  enum class Origin : std::uint8_t {
    configured,  // NodePublicAddress of netcfg.json
    found_out,   // 0.0.0.0 there: the source address of the way to 8.8.8.8
    public_ip,   // 0.0.0.0 there, and public_ip of conf.json names one (NodeEngine after v0.4.411)
  };
  IpAddress address;
  Origin origin{};

  friend bool operator==(const Advertised&, const Advertised&) = default;
};

// nullopt: none that a peer could dial, one that a service on the internet tells, or not known.
// Without a netcfg.json the shipped one is taken where the inventory asks the agent (`address:
// auto`), since that is what is dialled then.
[[nodiscard]] std::optional<Advertised> advertised_address(
    const inventory::Node& node, const evidence::Facts& facts
);

// That address, where it is on none of the node's own interfaces: some router has it, and leads
// what comes to the node. nullopt: not so, or not known.
[[nodiscard]] std::optional<IpAddress> translated_address(
    const inventory::Node& node, const NodeObservation& seen
);

// So, and the inventory has the node as it is inside of that router.
[[nodiscard]] std::optional<IpAddress> untold_translation(
    const inventory::Node& node, const NodeObservation& seen
);

// So, and the ports on both sides of it are known: what is found may be a forward that the
// inventory does not tell of.
[[nodiscard]] std::optional<IpAddress> untold_forward(
    const inventory::Node& node, const NodeObservation& seen
);

// The port that NetManager binds; nullopt: the agent could not read tuncfg.json.
[[nodiscard]] std::optional<std::int64_t> bound_port(const evidence::Facts& facts);

// The port that the router's forward leads to, where the inventory has one; else what peers dial.
[[nodiscard]] std::uint16_t forwarded_port(
    const inventory::Tunnel& tunnel, std::uint16_t advertised
);

// Whether the running NetManager advertises what the file would have it advertise now; nullopt: not
// known. A file that was only touched, or changed elsewhere, is no matter.
[[nodiscard]] std::optional<bool> advertises_the_same(
    const inventory::Node& node, const evidence::Facts& facts
);

// conf.json leaves the public address to a service on the internet, or says nothing of it.
[[nodiscard]] bool is_found_on_internet(const evidence::Facts& facts);

}  // namespace oakprobe::diagnosis
