#pragma once

#include "inventory/expected_path.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// "source>target address:port listen [tls]" of each selected path.
inline std::vector<std::string> paths(const Inventory& inventory, const PathSelection& selection) {
  std::vector<std::string> lines;
  for_each_path(inventory, selection, [&](const ExpectedPath& path) {
    auto line = inventory.node(path.id.source).name + ">" + inventory.node(path.id.target).name +
                " " + path.address->text() + ":" + std::to_string(path.port) + " " +
                (path.listen ? std::to_string(*path.listen) : "tuncfg");
    lines.push_back(path.tls ? line + " tls" : line);
  });
  return lines;
}

inline std::vector<std::string> paths(const Inventory& inventory, std::string_view flow) {
  PathSelection selection;
  selection.flows.push_back(inventory.find_flow(flow).value());
  return paths(inventory, selection);
}

}  // namespace oakprobe::inventory
