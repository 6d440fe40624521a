#pragma once

#include "coordinator/diagnosis/scene.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace oakprobe::diagnosis {

// How messages call what a path has.
struct Names {
  std::string source;       // "w1"
  std::string target;       // "w3"
  std::string port;         // "udp 50103", as dialled
  std::string listen_port;  // "udp 50103", as bound behind it
  std::string address;      // "192.0.2.33", or "edge.example = 192.0.2.33"
  std::string where;        // "w3 (192.0.2.33, udp 50103)"
  std::string component;    // "NetManager", or "the component"
};

[[nodiscard]] Names names_of(const Scene& scene);

// "1 probe", "3 probes"
[[nodiscard]] std::string count_of(std::size_t count, std::string_view one);

}  // namespace oakprobe::diagnosis
