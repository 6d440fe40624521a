#pragma once

#include "base/described_enum.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::oakestra {

// How far NetManager came since it started, by its log (node-net-manager/cmd/root.go and
// server/server.go). It opens its tunnel when NodeEngine registers it, which NodeEngine does once,
// at its own start.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    Registration,
    std::uint8_t,
    unknown,  // the log could not be read, or does not go back to the start
    awaited,  // nobody has registered it
    begun,    // so somebody did, and it did not come to its end
    finished  // "NetManager is now running"
)

// What NetManager's log says of the process that runs.
struct NetManagerLog {
  Registration registration = Registration::unknown;
  // What it advertises: netcfg.json as it was at the start (STARTUP_CONFIG, where a release has
  // that). Empty: not told.
  std::string advertised_address;
  std::string advertised_port;
  std::string last_error;  // its last line of an error; empty: none

  friend bool operator==(const NetManagerLog&, const NetManagerLog&) = default;
};

inline constexpr std::size_t log_line_bytes_max = 200;

// Of the end of a log, what comes after the last start. Without a start in it nothing but the last
// error is told.
[[nodiscard]] NetManagerLog parse_netmanager_log(std::string_view end_of_log);

inline constexpr std::size_t program_ports_max = 64;
inline constexpr std::size_t newer_files_max = 4;

// NetManager or NodeEngine on a worker.
struct WorkerProgram {
  std::string installed_as;  // its binary or unit; empty: not installed
  std::int32_t pid = 0;      // 0: it does not run
  std::uint32_t running_s = 0;
  // On which UDP ports it takes what comes from anybody; nullopt: may not be read.
  std::optional<std::vector<std::uint16_t>> udp_ports;
  // Of its own files, those that changed after it read them: "/etc/netmanager/netcfg.json".
  std::vector<std::string> newer_files;
  NetManagerLog log;  // NetManager's

  [[nodiscard]] bool runs() const { return pid > 0; }

  friend bool operator==(const WorkerProgram&, const WorkerProgram&) = default;
};

}  // namespace oakprobe::oakestra
