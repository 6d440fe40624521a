#pragma once

#include "rules/rule.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

// Values, sets and maps as nftables' JSON has them (libnftables-json(5)).
namespace oakprobe::rules {

// What one value says: 22, "10.0.0.1", {"range": [1, 9]}, {"prefix": …}, ["new", "untracked"].
// nullopt: not known here.
[[nodiscard]] std::optional<std::vector<Range>> ranges_in(Field field, const nlohmann::json& value);

// Flags that are said together: ["fin", "syn"].
[[nodiscard]] std::optional<Bits> flags_in(Field field, const nlohmann::json& value);

// The elements of a set, or of a map of verdicts, whose elements are pairs.
[[nodiscard]] Elements elements_in(
    std::span<const Field> fields, const nlohmann::json& elements, bool verdicts
);

// {"accept": null}, {"jump": {"target": "c"}}; nullopt: it is no verdict.
[[nodiscard]] std::optional<Verdict> verdict_in(const nlohmann::json& statement);

// What a set's type compares: "ipv4_addr", ["ipv4_addr", "inet_service"].
[[nodiscard]] std::vector<Field> fields_of_type(const nlohmann::json& type);

// The member, a text; empty: there is none.
[[nodiscard]] std::string_view text_in(const nlohmann::json& object, std::string_view member);

// The member; a null where there is none.
[[nodiscard]] const nlohmann::json& member_of(
    const nlohmann::json& object, std::string_view member
);

}  // namespace oakprobe::rules
