#pragma once

#include "rules/rule.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace oakprobe::rules {

// What stands on the left of a comparison.
struct Operand {
  std::vector<Field> fields;
  Bits mask = all_bits;
  std::vector<Match> needs;  // `tcp dport` asks for TCP, too
};

// Of libnftables-json(5): {"payload": …}, {"meta": …}, {"&": […, …]}, {"concat": […]}. There is at
// least one field.
[[nodiscard]] Operand operand_in(const nlohmann::json& left);

}  // namespace oakprobe::rules
