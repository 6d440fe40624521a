#pragma once

#include "inventory/parse_inventory.hpp"

#include <string>

namespace oakprobe::plans {

// A root, and workers in clusters c1, c2, …, each in a network of its own: 10.CLUSTER.0.0/24.
inline inventory::Inventory workers_in_clusters(unsigned clusters, unsigned workers_each) {
  std::string text = "version: 1\nnodes:\n  - {name: root, address: 10.0.0.1, roles: [root]}\n";
  for (unsigned cluster = 1; cluster <= clusters; ++cluster) {
    const std::string number = std::to_string(cluster);
    const std::string name = "c" + number;
    text += "  - {name: " + name + ", address: 10." + number +
            ".0.250, roles: [cluster], cluster: " + name + "}\n  - {name: \"" + name + "w[1-" +
            std::to_string(workers_each) + "]\", address: \"10." + number + ".0.[1-" +
            std::to_string(workers_each) + "]\", roles: [worker], cluster: " + name + "}\n";
  }
  return *inventory::parse_inventory(text);
}

}  // namespace oakprobe::plans
