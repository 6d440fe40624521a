#pragma once

#include "probe-agent/host/docker_containers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// A process of this host, or of a container of it.
struct NamedProcess {
  std::int32_t pid = 0;
  std::string name;  // its first 15 bytes (proc(5), comm)
};

// What runs on this host: each list is read when it is first asked for, and then kept, so that all
// who ask in one go see the same, and a host of thousands of processes is read once.
class HostView {
 public:
  // root is "/" but for tests.
  explicit HostView(std::string root) : root_(std::move(root)) {}

  [[nodiscard]] const std::string& root() const { return root_; }
  [[nodiscard]] const std::vector<DockerContainer>& containers();
  [[nodiscard]] const std::vector<NamedProcess>& processes();

 private:
  std::string root_;
  std::optional<std::vector<DockerContainer>> containers_;
  std::optional<std::vector<NamedProcess>> processes_;
};

}  // namespace oakprobe::agent
