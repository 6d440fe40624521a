#pragma once

#include "coordinator/alerts/alert.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::alerts {

// oakprobe.alert/1 (docs/alert.schema.json), one line: what a receiver is told. `url`: where a page
// shows more; empty: nowhere.
[[nodiscard]] std::string body_of(const Alert& alert, const std::string& url);

// By which a receiver drops what it has already: "RUN-CAUSE/3", the alert's third message.
[[nodiscard]] std::string delivery_of(const Alert& alert);

// An alert as it is kept from run to run, one line; and back. nullopt: it is none. Never throws.
inline constexpr std::size_t record_bytes_max = 256 * 1024;
[[nodiscard]] std::string record_of(const Alert& alert);
[[nodiscard]] std::optional<Alert> parse_record(std::string_view record);

// Of alerts that a damaged history has, those that can be read.
[[nodiscard]] std::vector<Alert> parse_records(std::span<const std::string> records);

}  // namespace oakprobe::alerts
