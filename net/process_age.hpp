#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::net {

// For how long the process has been running (/proc/PID/stat, starttime; proc(5)), to a clock tick:
// a hundredth of a second. nullopt: there is none.
[[nodiscard]] std::optional<std::chrono::milliseconds> process_age(std::int32_t pid);

// How long ago the file's content changed, by its own clock: negative where that was set back.
// nullopt: no regular file, or it may not be looked at.
[[nodiscard]] std::optional<std::chrono::milliseconds> file_age(const std::string& path);

}  // namespace oakprobe::net
