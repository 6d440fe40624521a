#pragma once

#include "rules/rule.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

// The expressions of a rule as nftables' JSON has them (libnftables-json(5)).
namespace oakprobe::rules {

// What rules of a table refer to, by name.
struct NamedObjects {
  std::map<std::string, std::shared_ptr<const Elements>, std::less<>> sets;  // and maps of verdicts
  std::map<std::string, std::uint64_t, std::less<>> counters;                // packets
};

// Adds what one expression asks for, or does, to the rule.
void add_expression(const nlohmann::json& expression, const NamedObjects& named, Rule& rule);

}  // namespace oakprobe::rules
