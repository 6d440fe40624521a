#pragma once

#include "coordinator/alerts/alert.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace oakprobe::alerts {

// Of which paths nobody is told for a while: all that is given must hold.
struct Silence {
  std::optional<std::string> flow;
  std::optional<std::string> source;
  std::optional<std::string> target;
  std::optional<std::string> node;    // at either end
  std::optional<std::int64_t> until;  // seconds since 1970; from then on it mutes nothing
  std::string why;

  friend bool operator==(const Silence&, const Silence&) = default;
};

// A silence that says nothing mutes nothing.
[[nodiscard]] bool mutes(const Silence& silence, const PathName& path, std::int64_t now);

[[nodiscard]] bool is_muted(
    std::span<const Silence> silences, const PathName& path, std::int64_t now
);

}  // namespace oakprobe::alerts
