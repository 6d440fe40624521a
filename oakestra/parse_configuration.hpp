#pragma once

#include "oakestra/configuration.hpp"

#include <string_view>

// The bytes of a file that is there, as Oakestra's programs read them. Total: the state is `sound`
// or `broken`, whatever the bytes are.
namespace oakprobe::oakestra {

// YAML, through tkanos/gonfig and ghodss/yaml (node-net-manager/cmd/root.go). Where it is broken,
// NetManager ends.
[[nodiscard]] NetManagerConfig parse_netcfg(std::string_view text);

// Strict JSON over the defaults, which stay where it is broken
// (node-net-manager/proxy/ProxySetup.go).
[[nodiscard]] TunnelConfig parse_tuncfg(std::string_view text);

// Strict JSON. Where it is broken, NodeEngine empties the file (up to v0.4.411, which reads the
// first 2,048 bytes) or writes its defaults over it (go_node_engine/config/config.go).
[[nodiscard]] NodeEngineConfig parse_conf(std::string_view text);

inline constexpr std::size_t conf_bytes_read = 2'048;

}  // namespace oakprobe::oakestra
