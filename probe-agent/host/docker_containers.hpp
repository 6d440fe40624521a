#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oakprobe::agent {

// A Docker container of this host, running or stopped.
struct DockerContainer {
  std::string name;
  std::int32_t pid = 0;  // of its first process; 0: it does not run
};

// What Docker keeps in /var/lib/docker/containers below root (root's to read); empty where it may
// not be read. root is "/" but for tests.
[[nodiscard]] std::vector<DockerContainer> docker_containers(const std::string& root);

}  // namespace oakprobe::agent
