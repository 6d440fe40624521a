#pragma once

#include "base/described_enum.hpp"

#include <cstdint>

namespace oakprobe::evidence {

// What looks after a host's packet filter: in its words a rule is to be changed, so that it stays.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    FirewallTool,
    std::uint8_t,
    ufw,                   // is enabled
    firewalld,             // runs
    nftables,              // its service loads /etc/nftables.conf when the host starts
    netfilter_persistent,  // loads /etc/iptables/rules.v4 and rules.v6 when the host starts
    nft,                   // is installed, and nothing of the above
    iptables               // so, and nft is not
)

}  // namespace oakprobe::evidence
