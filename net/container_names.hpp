#pragma once

#include "net/name_resolver.hpp"
#include "net/network_namespace.hpp"

#include <memory>
#include <string>

namespace oakprobe::net {

// How names are looked up elsewhere than in this process: by these files, from that network.
struct NameView {
  std::string hosts;                                // text of /etc/hosts
  std::string resolv_conf;                          // text of /etc/resolv.conf
  std::shared_ptr<const NetworkNamespace> network;  // nullptr: this process's own

  // Asks the name servers of the files, one after the other; blocks for some seconds at most.
  [[nodiscard]] ResolvedName resolve(const std::string& name) const;
};

}  // namespace oakprobe::net
