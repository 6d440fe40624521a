#pragma once

#include "base/ip_address.hpp"
#include "inventory/inventory.hpp"
#include "wire/messages.hpp"

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
    const inventory::Node& node, const wire::Facts& facts
);

// conf.json leaves the public address to a service on the internet, or says nothing of it.
[[nodiscard]] bool is_found_on_internet(const wire::Facts& facts);

}  // namespace oakprobe::diagnosis
