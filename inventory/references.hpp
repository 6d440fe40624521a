#pragma once

#include "inventory/yaml_document.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::inventory {

// A word in the inventory that must be the name of something in it. Looked up when all was read,
// since what it names may stand further down.
struct Reference {
  enum class Kind : std::uint8_t { cluster, tag, node, flow };

  Kind kind{};
  const YamlNode* word = nullptr;
};

using References = std::vector<Reference>;

}  // namespace oakprobe::inventory
