#pragma once

#include "base/ip_address.hpp"
#include "inventory/inventory.hpp"

#include <string>
#include <vector>

namespace oakprobe::check {

// The machine that runs the check, as far as it knows itself.
struct ThisMachine {
  std::vector<IpAddress> addresses;  // of its interfaces, without loopback
  std::string host_name;             // empty: unknown
};

// By what the node seems to be this machine: the host that its ssh goes to, else its address.
// Empty: it does not, or it needs no ssh. Where ssh goes through another host, or to another port
// than 22, the same name or address may well be another machine's (a jump host's network, a
// container, a forwarded port): then it is not said.
[[nodiscard]] std::string own_host(const inventory::Node& node, const ThisMachine& here);

}  // namespace oakprobe::check
