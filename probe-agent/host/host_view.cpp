#include "probe-agent/host/host_view.hpp"

#include "base/parse_number.hpp"
#include "net/proc_file.hpp"

#include <filesystem>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t comm_file_bytes_max = 64;

std::vector<NamedProcess> read_processes() {
  std::vector<NamedProcess> processes;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string word = at->path().filename().string();
    const auto pid = parse_number<std::int32_t>(word);
    if (!pid) continue;
    auto name = net::read_small_file("/proc/" + word + "/comm", comm_file_bytes_max).value_or("");
    while (name.ends_with('\n')) name.pop_back();
    if (!name.empty()) processes.push_back({*pid, std::move(name)});
  }
  return processes;
}

}  // namespace

const std::vector<DockerContainer>& HostView::containers() {
  if (!containers_) containers_ = docker_containers(root_);
  return *containers_;
}

const std::vector<NamedProcess>& HostView::processes() {
  if (!processes_) processes_ = read_processes();
  return *processes_;
}

}  // namespace oakprobe::agent
