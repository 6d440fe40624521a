#pragma once

#include "base/ip_address.hpp"
#include "oakestra/configuration.hpp"

#include <map>
#include <optional>
#include <string>

namespace oakprobe::agent {

// Which addresses this host's routes send into NetManager's own interface. What is sent there has
// not left the host: NetManager looks for a service of that address, and writes an error into its
// log for each packet (node-net-manager/proxy/ProxyTunnel.go).
class OverlayWay {
 public:
  // source: the address that probes leave from, if that is given.
  OverlayWay(const oakestra::TunnelConfig& tuncfg, std::optional<IpAddress> source);

  // False too where the kernel does not tell. Each address is asked for once.
  [[nodiscard]] bool leads_to(const IpAddress& address);

 private:
  [[nodiscard]] bool is_in_range(const IpAddress& address) const;

  oakestra::TunnelConfig tuncfg_;
  std::optional<IpAddress> source_;
  std::map<IpAddress, bool> known_;
};

}  // namespace oakprobe::agent
