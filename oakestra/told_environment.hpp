#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::oakestra {

// An environment variable that a component was started with.
struct ToldVariable {
  std::string name;
  std::string value;

  friend bool operator==(const ToldVariable&, const ToldVariable&) = default;
};

using ToldEnvironment = std::vector<ToldVariable>;

inline constexpr std::size_t told_variables_max = 32;
inline constexpr std::size_t told_value_bytes_max = 1'024;

// Those of a process's environment (/proc/PID/environ: NAME=VALUE, a zero byte after each) that say
// whom a component of Oakestra dials and by which way; each once, as getenv(3) has it. No other is
// kept, and of a proxy neither user nor password.
[[nodiscard]] ToldEnvironment parse_environment(std::string_view text);

// "" where it is not there: to Oakestra an empty variable and a missing one are alike.
[[nodiscard]] std::string_view value_of(const ToldEnvironment& told, std::string_view name);

}  // namespace oakprobe::oakestra
