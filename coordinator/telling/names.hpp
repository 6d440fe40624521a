#pragma once

#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>
#include <string_view>

namespace oakprobe::telling {

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

// What is said of a path that is open as it should be: "w1's probes reach w3 (192.0.2.33, udp
// 50103)." dial: null where the source told nothing.
struct OpenPath {
  const inventory::Node& source;
  const inventory::Node& target;
  Protocol protocol{};
  std::string_view address;
  std::uint16_t port = 0;
  const evidence::DialEvidence* dial = nullptr;
};

[[nodiscard]] std::string opened_sentence(const OpenPath& path);

}  // namespace oakprobe::telling
