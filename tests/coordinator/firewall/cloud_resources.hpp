#pragma once

#include "tests/coordinator/firewall/made_file.hpp"

#include <nlohmann/json.hpp>

namespace oakprobe::firewall {

// Those of a type, by their keys, in a file for Terraform.
inline nlohmann::ordered_json resources(const std::string& file, const std::string& type) {
  return nlohmann::ordered_json::parse(file).at("resource").at(type);
}

}  // namespace oakprobe::firewall
