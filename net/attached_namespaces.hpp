#pragma once

#include <cstdint>
#include <set>

namespace oakprobe::net {

// Network namespaces that hang on a bridge of this one by a pair of virtual interfaces, as
// containers do: those of other machines' simulations, of VPNs or of pods elsewhere do not.
class AttachedNamespaces {
 public:
  // Asks the kernel (rtnetlink(7)), which numbers the namespaces that it knows neighbours of.
  AttachedNamespaces();

  // Is the network namespace of that process one of them?
  [[nodiscard]] bool has(std::int32_t pid) const;

 private:
  std::set<std::int32_t> numbers_;
};

}  // namespace oakprobe::net
