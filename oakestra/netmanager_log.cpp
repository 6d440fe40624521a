#include "base/printable.hpp"
#include "oakestra/worker_program.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::oakestra {
namespace {

bool has(std::string_view line, std::string_view words) {
  return line.find(words) != std::string_view::npos;
}

// log.Fatal and panics have no mark of their own.
bool is_error(std::string_view line) {
  static constexpr std::array<std::string_view, 6> marks{
      "ERROR", "panic", "fatal", "Fatal", "Invalid subnetwork", "refused"};
  return std::ranges::any_of(marks, [line](std::string_view mark) { return has(line, mark); });
}

std::string cleaned(std::string_view line) {
  return excerpt(line, Keep::beginning, log_line_bytes_max);
}

// "… STARTUP_CONFIG: Node=192.0.2.31:50103 | Cluster=192.0.2.20:10003"
void read_startup(std::string_view line, NetManagerLog& log) {
  constexpr std::string_view key = "STARTUP_CONFIG: Node=";
  const std::size_t begin = line.find(key);
  if (begin == std::string_view::npos) return;
  std::string_view node = line.substr(begin + key.size());
  node = node.substr(0, node.find(' '));
  const std::size_t colon = node.rfind(':');
  if (colon == std::string_view::npos) return;
  log.advertised_address = cleaned(node.substr(0, colon));
  log.advertised_port = cleaned(node.substr(colon + 1));
}

void read_line(std::string_view line, NetManagerLog& log) {
  if (has(line, "waiting for NodeEngine registration")) {
    log = NetManagerLog();
    log.registration = Registration::awaited;
    return;
  }
  if (is_error(line)) log.last_error = cleaned(line);
  if (log.registration == Registration::unknown) return;
  read_startup(line, log);
  if (has(line, "Received registration request") && log.registration == Registration::awaited)
    log.registration = Registration::begun;
  if (has(line, "NetManager is now running")) log.registration = Registration::finished;
}

}  // namespace

NetManagerLog parse_netmanager_log(std::string_view end_of_log) {
  NetManagerLog log;
  while (!end_of_log.empty()) {
    const std::size_t end = std::min(end_of_log.find('\n'), end_of_log.size());
    read_line(end_of_log.substr(0, end), log);
    end_of_log.remove_prefix(std::min(end + 1, end_of_log.size()));
  }
  if (log.registration == Registration::unknown) return {};
  return log;
}

}  // namespace oakprobe::oakestra
