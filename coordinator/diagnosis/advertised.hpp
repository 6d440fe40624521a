#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"
#include "evidence/facts.hpp"
#include "inventory/inventory.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

// How an inventory tells of that router's forward: "If the router that has 192.0.2.100 forwards udp
// 50204 to w4's 50103, give w4 tunnel: {…} in the inventory, and check again", without an end.
[[nodiscard]] std::string name_the_forward(
    const inventory::Node& node,
    const IpAddress& translated,
    std::string_view advertised_port,
    std::int64_t bound_port
);

// conf.json leaves the public address to a service on the internet, or says nothing of it.
[[nodiscard]] bool is_found_on_internet(const evidence::Facts& facts);

}  // namespace oakprobe::diagnosis
